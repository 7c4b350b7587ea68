import { describe, expect, it } from 'vitest';
import type { Metric } from '@/api/types';
import { arrange, dayPlus, daysBetween, rest } from './pick';

const metric = (id: string): Metric => ({ id, title: { zh: id, en: id }, help: { zh: '', en: '' }, type: 'count', value: 1, previous: null, change: null, better: 'up', trend: [], previous_trend: null, people_expression: null, counts_people: false });

describe('arrange', () => {
  it('puts the main metrics in reading order, whatever order they come in', () => {
    const { main, rest: others } = arrange(['refunded', 'buyers', 'gmv'].map(metric));
    expect(main.map((m) => m.id)).toEqual(['gmv', 'buyers']);
    expect(others.map((m) => m.id)).toEqual(['refunded']);
  });
});
describe('days', () => {
  it('crosses months and leap days', () => {
    expect(dayPlus('2024-02-28', 1)).toBe('2024-02-29');
    expect(dayPlus('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2026-10-24', '2026-11-22')).toBe(29);
  });
});
describe('rest', () => {
  it('is unknown where either is', () => expect(rest([5, null, 3], [2, 1, null])).toEqual([3, null, null]));
});
