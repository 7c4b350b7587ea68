import { createContext, Fragment, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import type { Locale, Title } from '@/api/types';
import { setRequestLang } from '@/api/request';
import { fill, type Pair, type ParamsOf } from './define';
import { count } from './format';

const STORED = 'shoal.lang';

interface LangValue { lang: Locale; setLang: (l: Locale) => void }
const LangContext = createContext<LangValue>({ lang: 'zh', setLang: () => undefined });

export function storedLang(): Locale {
  let s: string | null = null;
  try { s = localStorage.getItem(STORED); } catch { /* storage refused */ }
  return s === 'zh' || s === 'en' ? s : /^zh/i.test(navigator.language) ? 'zh' : 'en';
}

export function LangProvider({ children, initial }: { children: ReactNode; initial?: Locale }) {
  const [lang, set] = useState<Locale>(initial ?? storedLang);
  const setLang = useCallback((l: Locale) => {
    try { localStorage.setItem(STORED, l); } catch { /* storage refused: kept for this page */ }
    set(l);
  }, []);
  setRequestLang(lang);
  useEffect(() => {
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en');
  }, [lang]);
  const value = useMemo(() => ({ lang, setLang }), [lang, setLang]);
  return <LangContext.Provider value={value}>{children}</LangContext.Provider>;
}

export const useLang = (): LangValue => useContext(LangContext);

/** `const pick = usePick(); pick(segment.title)`: the server's bilingual titles in the reader's language. */
export function usePick(): (t: Title | null | undefined) => string {
  const { lang } = useLang();
  return useCallback((t) => (t ? t[lang] || t.en || t.zh : ''), [lang]);
}

type Args<P> = [ParamsOf<P>] extends [never] ? [] : [params: Record<ParamsOf<P>, string | number>];
type NodeArgs<P> = [params: Record<ParamsOf<P>, ReactNode>];
export interface Translate<T> {
  <K extends keyof T & string>(key: K, ...args: Args<T[K]>): string;
  /** The same with elements as values: t.node('why', { segment: <b>VIP</b> }). */
  node<K extends keyof T & string>(key: K, ...args: NodeArgs<T[K]>): ReactNode;
}

/** `const t = useStrings(strings); t('saved', { n: 3 })`. Numbers are printed with separators. */
export function useStrings<T extends Record<string, Pair>>(strings: T): Translate<T> {
  const { lang } = useLang();
  return useMemo(() => {
    const show = (v: unknown) => (typeof v === 'number' ? count(v, lang) : v);
    const t = (key: keyof T & string, params: Record<string, unknown> = {}) =>
      fill((strings[key] as Pair)[lang], params, show as (v: unknown) => string).join('');
    t.node = (key: keyof T & string, params: Record<string, ReactNode>) =>
      fill<ReactNode>((strings[key] as Pair)[lang], params, show as (v: ReactNode) => ReactNode).map((p, i) => <Fragment key={i}>{p as ReactNode}</Fragment>);
    return t as unknown as Translate<T>;
  }, [strings, lang]);
}
