/* The list is written first and the segment over it second: when the second fails the first is kept, and trying again
   writes over it. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { isApiError } from '@/api/error';
import { ops } from '@/api/ops';
import { useWorkspace } from '@/hooks/workspace';

export interface Making { slug: string; title: string; values: readonly string[]; expression: string }
/** people: null when they could not be counted. */
export interface Made { people: number | null }
type State = { busy: boolean; taken: string | null; half: boolean; error: unknown };

export function useMake() {
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const kept = useRef<string | null>(null);
  const [state, set] = useState<State>({ busy: false, taken: null, half: false, error: null });
  const make = async ({ slug, title, values, expression }: Making): Promise<Made | null> => {
    const both = { zh: title, en: title };
    const documents = JSON.stringify({ kind: 'list', slug, title: both, values });
    const end = (s: Partial<State>) => { set({ busy: false, taken: null, half: false, error: null, ...s }); return null; };
    set({ busy: true, taken: null, half: false, error: null });
    try {
      if (kept.current !== slug) {
        // What has this id already is somebody's, not to be replaced.
        const dry = await ops.applyResources({ workspace, documents, dry: true });
        if (dry.changes.some((x) => x.what !== 'create')) return end({ taken: slug });
      }
      await ops.applyResources({ workspace, documents });
      kept.current = slug;
    } catch (error) { return end({ error }); }
    try {
      await ops.putSegment({ workspace, slug, title: both, expression }, { ifNew: true });
    } catch (error) { return end({ half: true, ...(isApiError(error) && (error.status === 412 || error.code === 'resource_exists') ? { taken: slug } : { error }) }); }
    for (const key of ['listSegments', 'listResources', 'vocabulary']) void client.invalidateQueries({ queryKey: [key] });
    // It is made; a count that fails takes nothing back.
    const people = await ops.countPeople({ workspace, expression }).then((r) => r.people, () => null);
    return { people }; // busy to the end: whoever asked leaves
  };
  return { ...state, make };
}
