/* The URL is the state (rule 16).  Values that equal their default are left out of it; parameters of other parts
   (the open drawer, say) are kept. */
import { useCallback, useMemo, useRef } from 'react';
import { useSearch } from 'wouter';

export interface Codec<T> { read: (s: string | null) => T; write: (v: T) => string | null }

/* A schema mixes codecs of every type; each value keeps its own through Values<S>. */
type AnyCodec = Codec<any>;

export const p = {
  text: (otherwise = ''): Codec<string> => ({ read: (s) => s ?? otherwise, write: (v) => (v === otherwise ? null : v) }),
  int: (otherwise: number): Codec<number> => ({ read: (s) => (s !== null && /^-?\d{1,9}$/.test(s) ? Number(s) : otherwise), write: (v) => (v === otherwise ? null : String(v)) }),
  flag: (): Codec<boolean> => ({ read: (s) => s === '1', write: (v) => (v ? '1' : null) }),
  oneOf: <const T extends string>(values: readonly T[], otherwise: NoInfer<T>): Codec<T> => ({
    read: (s) => (values.includes(s as T) ? (s as T) : otherwise), write: (v) => (v === otherwise ? null : v) }),
  day: (): Codec<string | null> => ({ read: (s) => (s && /^\d{4}-\d\d-\d\d$/.test(s) ? s : null), write: (v) => v }),
  maybe: (): Codec<string | null> => ({ read: (s) => (s === '' ? null : s), write: (v) => v }),
  list: (): Codec<string[]> => ({ read: (s) => (s ? s.split(',').map(decodeURIComponent) : []), write: (v) => (v.length ? v.map(encodeURIComponent).join(',') : null) }),
};

type Values<S> = { [K in keyof S]: S[K] extends Codec<infer T> ? T : never };

export function readState<S extends Record<string, AnyCodec>>(search: string, schema: S): Values<S> {
  const q = new URLSearchParams(search);
  return Object.fromEntries(Object.entries(schema).map(([k, c]) => [k, (c as Codec<unknown>).read(q.get(k))])) as Values<S>;
}
export function writeState(search: string, schema: Record<string, AnyCodec>, patch: Record<string, unknown>): string {
  const q = new URLSearchParams(search);
  for (const [k, v] of Object.entries(patch)) {
    const s = v === undefined ? null : (schema[k] as unknown as Codec<unknown>).write(v);
    if (s === null) q.delete(k); else q.set(k, s);
  }
  const s = q.toString();
  return s ? `?${s}` : '';
}

export interface SetOptions { /** A new history entry, so that Back undoes it (tabs, drawers). Default: replace. */ push?: boolean }

/** `const [s, set] = useUrlState({ days: p.int(30), tab: p.oneOf(['rules', 'code'], 'rules') })` */
export function useUrlState<S extends Record<string, AnyCodec>>(schema: S): [Values<S>, (patch: Partial<Values<S>>, o?: SetOptions) => void] {
  const search = useSearch();
  const kept = useRef(schema);
  const values = useMemo(() => readState(search, kept.current), [search]);
  const set = useCallback((patch: Partial<Values<S>>, o: SetOptions = {}) => {
    const next = writeState(window.location.search, kept.current, patch);
    if (next === window.location.search) return;
    const url = window.location.pathname + next;
    if (o.push) window.history.pushState(null, '', url); else window.history.replaceState(window.history.state, '', url);
  }, []);
  return [values, set];
}
