/* The live count (rule 1).  What was edited last makes the other side: rows are formatted by the server, text is parsed
   by it; then the whole and every clause are counted.  It begins 400 ms after the last edit that changes the
   expression, aborts the question before it, and never begins while an input method is composing. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { isAbort } from '@/api/error';
import { ops } from '@/api/ops';
import type { Count, Title } from '@/api/types';
import { PAUSE_MS, useComposing } from '@/hooks/useComposing';
import { useWorkspace } from '@/hooks/workspace';
import { fromBuilder, toBuilder, type Group } from '@/parts/builder/tree';
import { EVERYONE, type Doc } from './doc';
import { givenParameters } from './parameters';

export interface Asked {
  /** The newest answer; `stale` while another is being asked for or cannot be. */
  count: Count | null;
  stale: boolean;
  pending: boolean;
  error: unknown;
  sentence: Title | null;
  again: () => void;
}

/** What decides the expression; two documents with the same key have the same people. */
export const keyOf = (d: Doc): string => `${JSON.stringify(givenParameters(d.parameters))}\n${d.from === 'rules' && d.root ? `r${JSON.stringify(toBuilder(d.root))}` : `c${d.text}`}`;

/** The expression of a document as it is now, asked from the server where rows have to be written. */
export async function expressionOf(d: Doc, workspace: string, signal?: AbortSignal): Promise<string> {
  if (d.from === 'code' || !d.root) return d.text;
  const tree = toBuilder(d.root);
  return tree === null ? EVERYONE : (await ops.formatBuilder({ workspace, tree, ...givenParameters(d.parameters) }, signal ? { signal } : {})).expression;
}

export function useAsk(doc: Doc, onText: (key: string, text: string) => void, onRoot: (key: string, root: Group) => void): Asked {
  const { slug: workspace } = useWorkspace();
  const composing = useComposing();
  const key = keyOf(doc);
  const [round, setRound] = useState(0);
  const [state, set] = useState<{ key: string; count: Count | null; sentence: Title | null; error: unknown; done: boolean }>({ key: '', count: null, sentence: null, error: null, done: false });
  const latest = useRef({ doc, onText, onRoot });
  latest.current = { doc, onText, onRoot };
  const first = useRef(true);

  useEffect(() => {
    const stop = new AbortController();
    let timer = 0;
    const run = async () => {
      const d = latest.current.doc, given = givenParameters(d.parameters);
      try {
        let expression = d.text;
        if (d.from === 'rules' && d.root) {
          expression = await expressionOf(d, workspace, stop.signal);
          latest.current.onText(key, expression);
        } else {
          const parsed = await ops.parseExpression({ workspace, expression, ...given }, { signal: stop.signal });
          if (stop.signal.aborted) return;
          if (parsed.tree) latest.current.onRoot(key, fromBuilder(parsed.tree));
        }
        const count = await ops.countPeople({ workspace, expression, clauses: true, ...given }, { signal: stop.signal });
        if (!stop.signal.aborted) set({ key, count, sentence: count.sentence, error: null, done: true });
      } catch (error) {
        if (stop.signal.aborted || isAbort(error)) return;
        set((s) => ({ ...s, key, error, done: true }));
      }
    };
    const wait = (ms: number) => { timer = window.setTimeout(() => (composing.current ? wait(PAUSE_MS) : void run()), ms); };
    wait(first.current ? 0 : PAUSE_MS);
    first.current = false;
    return () => { window.clearTimeout(timer); stop.abort(); };
  }, [key, round, workspace, composing]);

  const again = useCallback(() => setRound((n) => n + 1), []);
  const pending = state.key !== key || !state.done;
  const error = state.key === key ? state.error : null;
  return useMemo(() => ({ count: state.count, stale: pending || error !== null, pending, error, sentence: state.sentence, again }), [state.count, state.sentence, pending, error, again]);
}
