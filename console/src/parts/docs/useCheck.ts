/* What the server would say to the document: asked 400 ms after the last edit, with the field that is wrong.  The line before
   it makes YAML of the JSON, which has places. */
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import type { DocumentWarning } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { pathsByLine } from './doc';

const WAIT_MS = 400;
export interface Mistake { detail: string; hint: string; line: number; column: number; /** levels.1.growth; '' = not of one field */ path: string }
export interface Checked { mistake: Mistake | null; /** Of a document that is good. */ warnings: readonly DocumentWarning[]; pending: boolean; /** Refused for another reason than the document. */ error: unknown }
const none: readonly DocumentWarning[] = [];

export function useCheck(text: string, enabled: boolean): Checked {
  const asked = useDebounced(text, WAIT_MS);
  const q = useApi('applyResources', { documents: `---\n${asked}`, dry: true }, { enabled, live: false, keep: false, fresh: 60_000 });
  return useMemo(() => {
    const e = q.error, pending = enabled && (asked !== text || q.isFetching);
    if (!e) return { mistake: null, warnings: pending ? none : q.data?.warnings ?? none, pending, error: null };
    if (![400, 404, 409, 422].includes(e.status)) return { mistake: null, warnings: none, pending, error: e };
    const line = Math.max(0, (e.place?.line ?? 0) - 1);
    return { mistake: { detail: e.detail, hint: e.hint ?? '', line, column: e.place?.column ?? 0, path: pathsByLine(asked)[line - 1] ?? '' }, warnings: none, pending, error: null };
  }, [q.error, q.data, q.isFetching, asked, text, enabled]);
}

/** Does the mistake belong to this field, or to something within it? */
export const wrongAt = (m: Mistake | null, path: string): string | null => (m && (m.path === path || m.path.startsWith(`${path}.`)) ? (m.hint ? `${m.detail} ${m.hint}` : m.detail) : null);
