/* The audience drawer's state is the URL: ?people=<expression>&people_title=<words>&people_as_of=<instant>.  There is
   one drawer; opening it from within replaces what it shows, and Back returns. */
import { useCallback } from 'react';
import { p, useUrlState, writeState } from '@/hooks/useUrlState';

const schema = { people: p.maybe(), people_title: p.text(), people_as_of: p.maybe() };
export interface Audience { expression: string; title?: string | undefined; asOf?: string | undefined }

export function audienceHref(a: Audience): string {
  return window.location.pathname + writeState(window.location.search, schema, { people: a.expression, people_title: a.title ?? '', people_as_of: a.asOf ?? null });
}

/* history.go is not immediate: a second close before it lands would leave the page. */
let leaving = false;

export function useAudience() {
  const [s] = useUrlState(schema);
  const open = useCallback((a: Audience) => {
    const here = window.history.state as { drawer?: number } | null;
    window.history.pushState({ drawer: (here?.drawer ?? 0) + 1 }, '', audienceHref(a));
  }, []);
  /** Goes back to before the first drawer opened here, or just drops it from an address that was opened with it. */
  const close = useCallback(() => {
    const depth = (window.history.state as { drawer?: number } | null)?.drawer ?? 0;
    if (leaving) return;
    if (depth > 0) {
      leaving = true;
      window.addEventListener('popstate', () => { leaving = false; }, { once: true });
      window.history.go(-depth);
    } else window.history.replaceState(null, '', window.location.pathname + writeState(window.location.search, schema, { people: null, people_title: '', people_as_of: null }));
  }, []);
  return { expression: s.people, title: s.people_title, asOf: s.people_as_of, open, close };
}
