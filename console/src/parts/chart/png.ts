/* A picture as a file: the option of a chart drawn without a page, light, twice the size, with its title above. */
import type { EChartsOption } from 'echarts';
import { echarts } from '@/theme/echarts';
import { font, light } from '@/theme/tokens';

const SCALE = 2, HEAD = 56, MARGIN = 24;

export async function pngOf(option: EChartsOption, head: { title: string; note: string }, width: number, height: number): Promise<Blob> {
  const c = echarts.init(null, 'shoal-light', { renderer: 'svg', ssr: true, width, height });
  c.setOption({ animation: false, ...option });
  // ECharts writes the names of fonts into attributes as they are, quotes and all.
  const svg = c.renderToSVGString().replaceAll(font, font.replaceAll('"', "'"));
  c.dispose();
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + HEAD + 2 * MARGIN) * SCALE;
  const g = canvas.getContext('2d') as CanvasRenderingContext2D;
  g.scale(SCALE, SCALE);
  g.fillStyle = light.surface;
  g.fillRect(0, 0, width + 2 * MARGIN, height + HEAD + 2 * MARGIN);
  const { fontFamily } = getComputedStyle(document.body);
  g.fillStyle = light.text;
  g.font = `600 18px ${fontFamily}`;
  g.fillText(head.title, MARGIN, MARGIN + 16, width);
  g.fillStyle = light.tertiary;
  g.font = `13px ${fontFamily}`;
  g.fillText(head.note, MARGIN, MARGIN + 38, width);
  g.drawImage(picture, MARGIN, MARGIN + HEAD, width, height);
  return new Promise((done, failed) => canvas.toBlob((b) => (b ? done(b) : failed(new Error('png'))), 'image/png'));
}
