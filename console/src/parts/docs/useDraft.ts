/* What is being edited: the document, or a text once the code was touched and is no document yet.  Undo over all of it;
   kept in this browser until it is saved, never saved by itself. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { begin, record, redo, undo } from '@/hooks/history';
import { useSlug } from '@/hooks/workspace';
import { readText, same } from './doc';

export interface State<D> { doc: D; /** Only while it says something else than the document. */ text: string | null }
interface Kept<D> extends State<D> { version: number }

const read = <D>(key: string): Kept<D> | null => {
  try { return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<D> | null; } catch { return null; }
};

/** `kind`: of the document, for where it is kept. */
export function useDraft<D extends object>(kind: string, slug: string, version: number, base: D) {
  const key = `shoal.${kind}.${useSlug() ?? ''}.${slug}`;
  const [kept] = useState(() => { const k = read<D>(key); return k?.version === version ? k : null; });
  const [h, setHistory] = useState(() => begin<State<D>>(kept ? { doc: kept.doc, text: kept.text } : { doc: base, text: null }));
  const [restored, setRestored] = useState(kept !== null);
  const { doc, text } = h.now;
  const dirty = text !== null || !same(doc, base);
  useEffect(() => {
    try {
      if (dirty) localStorage.setItem(key, JSON.stringify({ version, doc, text } satisfies Kept<D>));
      else localStorage.removeItem(key);
    } catch { /* storage refused: kept for this page */ }
  }, [key, version, doc, text, dirty]);
  const change = useCallback((next: D, merge: string | null = null) => setHistory((x) => record(x, { doc: next, text: null }, merge, Date.now())), []);
  /** A text that is a document is one; the text is kept only while it is none. */
  const setText = useCallback((t: string) => setHistory((x) => { const d = readText<D>(t); return record(x, d ? { doc: d, text: null } : { doc: x.now.doc, text: t }, 'code', Date.now()); }), []);
  const drop = useCallback(() => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } }, [key]);
  const reset = useCallback((to: D) => { drop(); setRestored(false); setHistory(begin<State<D>>({ doc: to, text: null })); }, [drop]);
  return useMemo(() => ({
    doc, text, dirty, restored, change, setText, drop, reset,
    undo: () => setHistory(undo), redo: () => setHistory(redo), canUndo: h.past.length > 0, canRedo: h.future.length > 0,
  }), [doc, text, dirty, restored, change, setText, drop, reset, h.past.length, h.future.length]);
}
export type Draft<D extends object> = ReturnType<typeof useDraft<D>>;
