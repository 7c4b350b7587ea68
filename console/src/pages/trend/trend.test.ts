import { describe, expect, it } from 'vitest';
import type { Trend, TrendGroup } from '@/api/types';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { relettered, trend } from './doc';
import { cellOf, figuresOf, lineOf, needsRight } from './lines';

const full = { series: ['a', { events: 'b where x > 1', measure: 'people', title: '人' }, { events: 'c', measure: { p95: 'amount' } }, { events: '*', measure: { stickiness: 7 } }], formulas: ['B / A', { formula: 'C * 2', title: '两倍' }], grain: 'weekday_hour', compare: 'year', cumulative: true, rolling: 7, by: [{ property: 'channel' }, { class: 'rfm' }], top: 4, range: 'this month', who: 'x' };

describe('a trend as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [full, { series: ['a'] }, { series: ['a'], by: { attribute: 'city' }, grain: 'none' }]) {
      const form = trend.read(doc);
      expect(trend.write(form)).toEqual(doc);
      expect(trend.ask(form)).toEqual(doc);
      expect(trend.write(fromAddress(trend, toAddress(trend, form)))).toEqual(doc);
    }
  });
  it('takes nonsense for what stands for it', () => {
    expect(trend.write(trend.read({ series: [{ events: 'a', measure: { evil: 'x' } }, 7], rolling: -1, by: [{}, 3], grain: 'eon' }))).toEqual({ series: ['a', ''] });
    expect(trend.read({ series: [] }).series).toHaveLength(1);
  });
  it('is asked without unfinished series, its formulas by the new letters', () => {
    const form = trend.read({ series: ['a', '', 'c', { events: 'd', measure: { sum: '' } }], formulas: ['C / A', 'B + 1', 'A * D', ''] });
    expect(trend.ask(form)).toEqual({ series: ['a', 'c'], formulas: ['B / A'] });
    expect(relettered('A / C * 100', [0, 2])).toBe('A / B * 100');
    expect(relettered('A / B', [0])).toBeNull();
  });
});

describe('lines', () => {
  const group = (g: Partial<TrendGroup>): TrendGroup => ({ kind: 'all', label: null, labels: [], values: [[100, 200], [1, 2]], totals: [300, 3], ...g });
  const data = { series: [{}], formulas: [{}], periods: [{}, {}], groups: [] } as unknown as Trend;
  it('have people behind series, not behind formulas', () => {
    expect(figuresOf(data)).toBe(2);
    expect([lineOf(data, group({}), 0, 'n').cell, lineOf(data, group({}), 1, 'n').cell]).toEqual([{ series: 1 }, null]);
  });
  it('name their group as the server does', () => {
    expect([cellOf(group({})), cellOf(group({ kind: 'other' })), cellOf(group({ kind: 'value', label: null })), cellOf(group({ kind: 'value', label: 'x', labels: ['x', null] }))]).toEqual([{}, { other: true }, { group: null }, { group: ['x', null] }]);
  });
  it('much smaller than the others have an axis of their own', () => {
    const lines = [lineOf(data, group({}), 0, 'a'), lineOf(data, group({}), 1, 'b')];
    expect([...needsRight(lines)]).toEqual([1]);
    expect([...needsRight(lines.slice(1))]).toEqual([]);
  });
});
