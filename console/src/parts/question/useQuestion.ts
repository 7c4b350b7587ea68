/* The question of a page: its form with undo, and its document in the address, so that every state has one (rule 16). */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { begin, record, redo, undo } from '@/hooks/history';
import type { QuestionKind } from './kind';

export interface Question<F> {
  form: F;
  change: (f: (form: F) => F, merge?: string | null) => void;
  /** What is asked; null while too little is there. */
  asked: object | null;
  missing: number;
  /** It differs from what is saved. */
  dirty: boolean;
  canUndo: boolean; canRedo: boolean; undo: () => void; redo: () => void;
}

function parsed(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
/** The document as the address holds it; the untouched form, or what is saved, is no document at all. */
export function toAddress<F>(kind: QuestionKind<F>, form: F, saved: object | null = null): string {
  const text = JSON.stringify(kind.write(form));
  return text === JSON.stringify(kind.write(kind.read(saved))) ? '' : text;
}
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
  const [history, set] = useState(() => begin(fromAddress(kind, q, saved)));
  const form = history.now;
  const text = useMemo(() => toAddress(kind, form, saved), [kind, form, saved]);
  const written = useRef(q);

  // Somebody went Back, or followed a link to another question on this page.
  useEffect(() => {
    const now = new URLSearchParams(window.location.search).get('q') ?? '';
    if (now === written.current) return;
    written.current = now;
    set((h) => record(h, fromAddress(kind, now, saved), null, Date.now()));
  }, [q, kind, saved]);
  useEffect(() => {
    if (text === written.current) return;
    written.current = text;
    window.history.replaceState(window.history.state, '', window.location.pathname + addressWith(window.location.search, text));
  }, [text]);

  const change = useCallback((f: (form: F) => F, merge: string | null = null) => set((h) => record(h, f(h.now), merge, Date.now())), []);
  const asked = useMemo(() => kind.ask(form), [kind, form]);
  return {
    form, change, asked, missing: kind.missing(form), dirty: text !== '', canUndo: history.past.length > 0, canRedo: history.future.length > 0,
    undo: useCallback(() => set(undo), []), redo: useCallback(() => set(redo), []),
  };
}
