/* The document with its history and its draft. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SegmentFull } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { openRows, type Group } from '@/parts/builder/tree';
import { differs, docOf, newDoc, type Doc } from './doc';
import { draftKey, dropDraft, readDraft, writeDraft, type Draft } from './draft';
import { amend, begin, record, redo, undo } from '@/hooks/history';
import { keyOf } from './useAsk';

export function useDoc(saved: SegmentFull | null, expression: string) {
  const { slug: workspace } = useWorkspace();
  const key = draftKey(workspace, saved?.slug ?? null);
  const fresh = useCallback((): Doc => (saved ? docOf(saved) : newDoc(expression)), [saved, expression]);
  // An address that brings an expression is a question of its own: an older draft of a new segment does not replace it.
  const [draft, setDraft] = useState<Draft | null>(() => (saved || !expression ? readDraft(key) : null));
  const [history, setHistory] = useState(() => begin<Doc>(draft?.doc ?? fresh()));
  const [base, setBase] = useState(draft?.base ?? saved?.version ?? 0);
  const doc = history.now;
  const dirty = useMemo(() => differs(doc, saved) || (saved !== null && doc.root !== null && openRows(doc.root) > 0), [doc, saved]);

  const change = useCallback((patch: Partial<Doc>, merge: string | null = null) => setHistory((h) => record(h, { ...h.now, ...patch }, merge, Date.now())), []);
  const setRoot = useCallback((f: (root: Group) => Group, merge: string | null = null) => setHistory((h) => {
    const root = h.now.root && f(h.now.root);
    return root && root !== h.now.root ? record(h, { ...h.now, root, from: 'rules' }, merge, Date.now()) : h;
  }), []);
  const setText = useCallback((text: string) => setHistory((h) => (text === h.now.text ? h : record(h, { ...h.now, text, root: null, from: 'code' }, 'code', Date.now()))), []);
  const gotText = useCallback((k: string, text: string) => setHistory((h) => amend(h, (d) => (keyOf(d) === k && d.text !== text ? { ...d, text } : d))), []);
  const gotRoot = useCallback((k: string, root: Group) => setHistory((h) => amend(h, (d) => (d.from === 'code' && d.root === null && keyOf(d) === k ? { ...d, root } : d))), []);

  const latest = useRef({ doc, dirty, base });
  latest.current = { doc, dirty, base };
  const dropped = useRef<Doc | null>(null);
  /** Writes the draft now; false when there is nothing to keep. */
  const keep = useCallback((): boolean => {
    if (!latest.current.dirty || latest.current.doc === dropped.current) return false;
    return writeDraft(key, { doc: latest.current.doc, base: latest.current.base, at: new Date().toISOString() });
  }, [key]);
  useEffect(() => {
    if (!dirty) { dropDraft(key); return undefined; }
    const timer = setTimeout(keep, 300);
    return () => clearTimeout(timer);
  }, [doc, dirty, key, keep]);

  const drop = useCallback(() => { dropped.current = latest.current.doc; dropDraft(key); setDraft(null); }, [key]);
  /** Starts again from what is saved (or from nothing). */
  const reset = useCallback((s?: SegmentFull) => {
    drop();
    setHistory(begin(s ? docOf(s) : fresh()));
    setBase(s?.version ?? saved?.version ?? 0);
  }, [drop, fresh, saved]);
  /** The document is saved as this version. */
  const settled = useCallback((version: number) => { drop(); setBase(version); }, [drop]);

  return {
    doc, dirty, base, draft, change, setRoot, setText, gotText, gotRoot, drop, reset, settled, keep,
    canUndo: history.past.length > 0, canRedo: history.future.length > 0,
    undo: useCallback(() => setHistory(undo), []), redo: useCallback(() => setHistory(redo), []),
  };
}
