/* Which number of an answer is open: in the address, so that Back closes it and a link opens it.  Where a page has several
   answers (a board), each is a scope, and the address says whose number it is. */
import { createContext, useCallback, useContext } from 'react';
import { p, useUrlState, writeState, type Codec } from '@/hooks/useUrlState';

const json: Codec<object | null> = {
  read: (s) => { try { const v: unknown = JSON.parse(s ?? 'null'); return typeof v === 'object' && !Array.isArray(v) ? v : null; } catch { return null; } },
  write: (v) => (v === null ? null : JSON.stringify(v)),
};
const schema = { cell: json, cell_title: p.text(), cell_of: p.text(), people: p.maybe() };

/** The answer whose numbers these are; '' is the only one of the page. */
export const CellScope = createContext('');

export function useCell() {
  const scope = useContext(CellScope);
  const [s, set] = useUrlState(schema);
  const href = useCallback((cell: object, title: string) => window.location.pathname + writeState(window.location.search, schema, { cell, cell_title: title, cell_of: scope, people: null }), [scope]);
  const open = useCallback((cell: object, title: string) => set({ cell, cell_title: title, cell_of: scope, people: null }, { push: true }), [set, scope]);
  const close = useCallback(() => set({ cell: null, cell_title: '', cell_of: '' }, { push: true }), [set]);
  // One drawer: that of an expression replaces this one.
  return { cell: s.people === null && s.cell_of === scope ? s.cell : null, title: s.cell_title, href, open, close };
}
export type Cells = ReturnType<typeof useCell>;
