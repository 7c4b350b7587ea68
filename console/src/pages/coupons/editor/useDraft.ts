/* What is being edited: the document with its history, and the text once YAML was touched; kept in this browser, one for each
   kind of each workspace, until it is saved or dropped. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { amend, begin, record, redo, undo } from '@/hooks/history';
import { useWorkspace } from '@/hooks/workspace';
import { complete, same, type Doc } from './doc';

interface Kept { doc: Doc; base: number; at: string }
const keyOf = (workspace: string, slug: string | null) => `shoal.draft.coupon.${workspace}.${slug ?? ''}`;
function read(key: string): Kept | null {
  try {
    const v = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Kept> | null;
    return v && typeof v.base === 'number' && typeof v.at === 'string' && typeof v.doc === 'object' && v.doc !== null ? (v as Kept) : null;
  } catch { return null; }
}

export function useDraft(slug: string | null, version: number, saved: Doc, begun: Doc, use: boolean) {
  const { slug: workspace } = useWorkspace();
  const key = keyOf(workspace, slug);
  // An address that brings a document of its own (a copy, an older version) is not replaced by an older draft.
  const [draft, setDraft] = useState<Kept | null>(() => (use ? read(key) : null));
  const [history, setHistory] = useState(() => begin<Doc>(draft?.doc ?? begun));
  const [base, setBase] = useState(draft?.base ?? version);
  const doc = history.now, dirty = !same(complete(doc), complete(saved));
  const latest = useRef({ doc, dirty, base });
  latest.current = { doc, dirty, base };
  const dropped = useRef<Doc | null>(null);
  /** Writes the draft now; false when there is nothing to keep. */
  const keep = useCallback((): boolean => {
    if (!latest.current.dirty || latest.current.doc === dropped.current) return false;
    try { localStorage.setItem(key, JSON.stringify({ doc: latest.current.doc, base: latest.current.base, at: new Date().toISOString() } satisfies Kept)); return true; } catch { return false; }
  }, [key]);
  const forget = useCallback(() => { try { localStorage.removeItem(key); } catch { /* storage refused: there was none */ } }, [key]);
  useEffect(() => {
    if (!dirty) { forget(); return undefined; }
    const timer = setTimeout(keep, 300);
    return () => clearTimeout(timer);
  }, [doc, dirty, keep, forget]);
  const drop = useCallback(() => { dropped.current = latest.current.doc; forget(); setDraft(null); }, [forget]);
  return {
    doc, dirty, base, draft, keep, drop,
    change: useCallback((f: (d: Doc) => Doc, merge: string | null = null) => setHistory((h) => record(h, f(h.now), merge, Date.now())), []),
    /** The document that a text is: no step of its own while it is typed. */
    got: useCallback((d: Doc) => setHistory((h) => (same(h.now, d) ? h : amend(h, () => d))), []),
    reset: (d: Doc, v: number) => { drop(); setHistory(begin(d)); setBase(v); },
    settled: (v: number) => { drop(); setBase(v); },
    canUndo: history.past.length > 0, canRedo: history.future.length > 0,
    undo: useCallback(() => setHistory(undo), []), redo: useCallback(() => setHistory(redo), []),
  };
}
