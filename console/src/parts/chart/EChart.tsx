import { useEffect, useRef } from 'react';
import { useMedia } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { echarts } from '@/theme/echarts';
import { useTheme } from '@/theme/ThemeProvider';
import type { ChartClick, MakeOption } from './types';

/** The drawing itself; loaded with ECharts when the first chart is shown. */
export default function EChart({ option, height, onClick }: { option: MakeOption; height: number | string; onClick?: ((e: ChartClick) => void) | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof echarts.init> | null>(null);
  const click = useRef(onClick);
  click.current = onClick;
  const { isDark, tokens } = useTheme();
  const format = useFormat();
  const calm = useMedia('(prefers-reduced-motion: reduce)');

  useEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    const c = echarts.init(el, isDark ? 'shoal-dark' : 'shoal-light', { renderer: 'svg', locale: format.lang === 'zh' ? 'ZH' : 'EN' });
    chart.current = c;
    c.on('click', (e) => click.current?.({ seriesName: e.seriesName, seriesIndex: e.seriesIndex, name: e.name, dataIndex: e.dataIndex, data: e.data, dataType: e.dataType }));
    const watch = new ResizeObserver(() => c.resize());
    watch.observe(el);
    return () => { watch.disconnect(); c.dispose(); chart.current = null; };
  }, [isDark, format.lang]);

  useEffect(() => {
    chart.current?.setOption({ animation: !calm, animationDuration: 200, animationDurationUpdate: 200, aria: { enabled: true, decal: { show: false } }, ...option({ tokens, format, dark: isDark }) }, { notMerge: true });
  }, [option, tokens, format, isDark, calm]);

  return <div ref={box} style={{ height, width: '100%', cursor: onClick ? 'pointer' : undefined }} />;
}
