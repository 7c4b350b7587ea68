import { useMemo } from 'react';
import type { Trend, TrendGroup } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { groupName } from '@/parts/question/groups';
import { formulaIsMoney, isMoney } from '@/parts/question/money';
import { selectorTitle } from '@/parts/question/selector';
import { strings as common } from '@/parts/question/strings';
import { takesProperty, trend, type Series, type TrendForm } from './doc';
import { strings } from './strings';

export interface Names { figure: (i: number) => string; /** Figures of sums of money. */ money: (i: number) => boolean; group: (g: TrendGroup) => string }

/** Figures and groups of an answer in words. `question`: what was asked. */
export function useNames(data: Trend | undefined, question: object | null): Names & { asked: TrendForm } {
  const t = useStrings(strings), q = useStrings(common), pick = usePick();
  const v = useVocabulary().data;
  return useMemo(() => {
    const asked = trend.read(question ?? { series: [''] });
    const series = (s: Series): string => {
      if (s.title) return s.title;
      const events = selectorTitle(s.events, v, pick, q('anything'));
      if (s.measure === 'events') return events;
      const prop = v?.events.flatMap((e) => e.props).find((p) => p.name === s.property);
      return `${events} · ${takesProperty(s.measure) ? `${(prop && pick(prop.title)) || s.property} ` : ''}${t(s.measure)}`;
    };
    const part = (g: TrendGroup, label: unknown, i: number) => groupName({ kind: g.kind, label: label as string | null, ...(g.name && g.labels.length < 2 ? { name: g.name } : {}) }, asked.by[i], v, pick, q);
    const ofSeries = asked.series.map((s) => takesProperty(s.measure) && s.measure !== 'distinct' && isMoney(v, s.events, s.property));
    return {
      asked,
      figure: (i) => { const s = asked.series[i]; if (i < (data?.series.length ?? asked.series.length) && s) return series(s); const f = data?.formulas[i - (data?.series.length ?? 0)]; return f ? f.title || f.formula : ''; },
      money: (i) => { const n = data?.series.length ?? asked.series.length; return i < n ? ofSeries[i] ?? false : formulaIsMoney(data?.formulas[i - n]?.formula ?? '', ofSeries); },
      group: (g) => (g.kind !== 'value' || g.labels.length < 2 ? part(g, g.label, 0) : g.labels.map((l, i) => part(g, l, i)).join(' · ')),
    };
  }, [data, question, v, pick, t, q]);
}
