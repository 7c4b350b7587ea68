import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLang } from '@/i18n/lang';
import { useMedia } from '@/hooks/useMedia';
import { antdTheme } from './antd';
import { dark, light, type Tokens } from './tokens';

export type ThemeChoice = 'light' | 'dark' | 'system';
interface ThemeValue { choice: ThemeChoice; setChoice: (c: ThemeChoice) => void; isDark: boolean; tokens: Tokens }
const ThemeContext = createContext<ThemeValue>({ choice: 'system', setChoice: () => undefined, isDark: false, tokens: light });
const STORED = 'shoal.theme';

function stored(): ThemeChoice {
  try {
    const s = localStorage.getItem(STORED);
    return s === 'light' || s === 'dark' ? s : 'system';
  } catch { return 'system'; }
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, set] = useState<ThemeChoice>(stored);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const calm = useMedia('(prefers-reduced-motion: reduce)');
  const { lang } = useLang();
  const isDark = choice === 'dark' || (choice === 'system' && systemDark);
  const setChoice = useCallback((c: ThemeChoice) => {
    try {
      if (c === 'system') localStorage.removeItem(STORED); else localStorage.setItem(STORED, c);
    } catch { /* storage refused: kept for this page */ }
    set(c);
  }, []);
  useEffect(() => { document.documentElement.dataset.theme = isDark ? 'dark' : 'light'; }, [isDark]);
  const config = useMemo(() => {
    const c = antdTheme(isDark);
    return calm ? { ...c, token: { ...c.token, motion: false } } : c;
  }, [isDark, calm]);
  const value = useMemo(() => ({ choice, setChoice, isDark, tokens: isDark ? dark : light }), [choice, setChoice, isDark]);
  return (
    <ThemeContext.Provider value={value}>
      <ConfigProvider theme={config} locale={lang === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
        <AntApp component={false} message={{ maxCount: 3 }} notification={{ placement: 'bottomRight', maxCount: 3 }}>{children}</AntApp>
      </ConfigProvider>
    </ThemeContext.Provider>
  );
}

/** Tokens of the theme in use: for charts and inline colours; style sheets use the CSS variables. */
export const useTheme = (): ThemeValue => useContext(ThemeContext);
