/* Pictures of pages without a page: the formatters of a language, and an option drawn as SVG text. */
import type { EChartsOption } from 'echarts';
import type { Locale } from '@/api/types';
import * as f from '@/i18n/format';
import type { Format } from '@/i18n/useFormat';
import type { ChartContext } from '@/parts/chart/types';
import { echarts } from '@/theme/echarts';
import { light } from '@/theme/tokens';

type N = number | string | null | undefined;

/** What pictures ask of `useFormat`; money is in CNY. */
export function chartContext(lang: Locale): ChartContext {
  const format: Partial<Format> = {
    lang, count: (v: N) => f.count(v, lang), short: (v: N) => f.short(v, lang), real: (v: N) => f.real(v, lang), decimal: (v: N) => f.decimal(v, lang), rate: (v: N) => f.rate(v, lang),
    money: (v: N) => f.money(v, 'CNY', lang), moneyWhole: (v: N) => f.moneyWhole(v, 'CNY', lang),
    figure: (v: N, unit) => (unit === 'money' ? f.money(v, 'CNY', lang) : f.real(v, lang)), figureShort: (v: N, unit) => (unit === 'money' ? f.moneyShort(v, 'CNY', lang) : f.short(v, lang)),
  };
  return { tokens: light, format: format as Format, dark: false };
}

/** The words of the picture, in the order in which they are drawn. */
export function wordsOf(option: EChartsOption, width = 1120, height = 420): string[] {
  const c = echarts.init(null, 'shoal-light', { renderer: 'svg', ssr: true, width, height });
  c.setOption({ animation: false, ...option });
  const svg = c.renderToSVGString();
  c.dispose();
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => m[1] ?? '');
}
