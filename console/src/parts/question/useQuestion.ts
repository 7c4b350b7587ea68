/* The question of a page: its form with undo, and its document in the address, so that every state has one (rule 16). */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { begin, record, redo, undo } from '@/hooks/history';
import type { QuestionKind } from './kind';
import { fields, textOf } from './read';

export interface Question<F> {
  form: F;
  change: (f: (form: F) => F, merge?: string | null) => void;
  /** What is asked; null while too little is there. */
  asked: object | null;
  missing: number;
  /** The moment it is asked as of, as a document says it; '': now. */
  asOf: string;
  setAsOf: (asOf: string) => void;
  /** It differs from what is saved. */
  dirty: boolean;
  canUndo: boolean; canRedo: boolean; undo: () => void; redo: () => void;
}

function parsed(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
/* Every kind may be asked as of a moment, so no form has to know of it. */
const momentOf = (doc: unknown): string => textOf(fields(doc)?.as_of);
const withMoment = (doc: object, asOf: string): object => (asOf ? { ...doc, as_of: asOf } : doc);
/** The document as the address holds it; the untouched form, or what is saved, is no document at all. */
export function toAddress<F>(kind: QuestionKind<F>, form: F, saved: object | null = null, asOf = ''): string {
  const text = JSON.stringify(withMoment(kind.write(form), asOf));
  return text === JSON.stringify(withMoment(kind.write(kind.read(saved)), momentOf(saved))) ? '' : text;
}
export const momentFromAddress = (text: string, saved: object | null = null): string => momentOf(text === '' ? saved : parsed(text));
export const fromAddress = <F>(kind: QuestionKind<F>, text: string, saved: object | null = null): F => kind.read(text === '' ? saved : parsed(text));
/** An address of the same page with this question in it. */
export function addressWith(search: string, text: string): string {
  const q = new URLSearchParams(search);
  if (text) q.set('q', text); else q.delete('q');
  const s = q.toString();
  return s ? `?${s}` : '';
}

/** `saved`: the kept document that is open; the address then holds only what differs from it. */
export function useQuestion<F>(kind: QuestionKind<F>, saved: object | null): Question<F> {
  // wouter says when the address changes; what it hands out is decoded once too often.
  useSearch();
  const q = new URLSearchParams(window.location.search).get('q') ?? '';
  const [history, set] = useState(() => begin({ form: fromAddress(kind, q, saved), asOf: momentFromAddress(q, saved) }));
  const { form, asOf } = history.now;
  const text = useMemo(() => toAddress(kind, form, saved, asOf), [kind, form, saved, asOf]);
  const written = useRef(q);

  // Somebody went Back, or followed a link to another question on this page.
  useEffect(() => {
    const now = new URLSearchParams(window.location.search).get('q') ?? '';
    if (now === written.current) return;
    written.current = now;
    set((h) => record(h, { form: fromAddress(kind, now, saved), asOf: momentFromAddress(now, saved) }, null, Date.now()));
  }, [q, kind, saved]);
  useEffect(() => {
    if (text === written.current) return;
    written.current = text;
    window.history.replaceState(window.history.state, '', window.location.pathname + addressWith(window.location.search, text));
  }, [text]);

  const change = useCallback((f: (form: F) => F, merge: string | null = null) => set((h) => { const next = f(h.now.form); return next === h.now.form ? h : record(h, { ...h.now, form: next }, merge, Date.now()); }), []);
  const setAsOf = useCallback((to: string) => set((h) => record(h, { ...h.now, asOf: to }, null, Date.now())), []);
  const asked = useMemo(() => { const doc = kind.ask(form); return doc && withMoment(doc, asOf); }, [kind, form, asOf]);
  return {
    form, change, asOf, setAsOf, asked, missing: kind.missing(form), dirty: text !== '', canUndo: history.past.length > 0, canRedo: history.future.length > 0,
    undo: useCallback(() => set(undo), []), redo: useCallback(() => set(redo), []),
  };
}
