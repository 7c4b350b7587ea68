/* ECharts, only what pictures here use, drawn as SVG; themes from the tokens. */
import { BarChart, HeatmapChart, LineChart, SankeyChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { dark, font, light, type Tokens } from './tokens';

echarts.use([BarChart, HeatmapChart, LineChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

function theme(t: Tokens): object {
  const axis = {
    axisLine: { lineStyle: { color: t.control } }, axisTick: { show: false }, axisLabel: { color: t.tertiary, fontSize: 12 },
    splitLine: { lineStyle: { color: t.border, type: 'dashed' } }, nameTextStyle: { color: t.tertiary },
  };
  return {
    color: [...t.categorical], backgroundColor: 'transparent', textStyle: { fontFamily: font, color: t.text },
    categoryAxis: { ...axis, splitLine: { show: false } }, valueAxis: { ...axis, axisLine: { show: false } }, timeAxis: axis, logAxis: axis,
    legend: { textStyle: { color: t.secondary, fontSize: 12 }, itemWidth: 14, itemHeight: 8, icon: 'roundRect', inactiveColor: t.control },
    tooltip: { backgroundColor: t.surface, borderColor: t.border, textStyle: { color: t.text, fontSize: 13 }, extraCssText: `box-shadow:0 4px 16px ${t.shadow};border-radius:6px`, axisPointer: { lineStyle: { color: t.control }, crossStyle: { color: t.control }, shadowStyle: { color: t.subtle, opacity: 0.6 } } },
    line: { symbolSize: 6, symbol: 'circle', showSymbol: false, lineStyle: { width: 2 } },
    bar: { itemStyle: { borderRadius: 2 }, barMaxWidth: 40 },
    visualMap: { textStyle: { color: t.secondary }, inRange: { color: [...t.sequential] } },
    sankey: { label: { color: t.text }, lineStyle: { opacity: 0.35, color: 'gradient' }, itemStyle: { borderWidth: 0 } },
    markLine: { lineStyle: { color: t.control }, label: { color: t.secondary } },
    aria: { decal: { decals: [] } },
  };
}
echarts.registerTheme('shoal-light', theme(light));
echarts.registerTheme('shoal-dark', theme(dark));

export { echarts };
