// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Distribution } from '@/api/types';
import { chartContext, wordsOf } from '@/test/chart';
import { placeOf, wholesIn } from './bins';
import { marksOf, pictureOf } from './picture';

const bin = (from: number | null, to: number | null) => ({ from, to });

describe('bins', () => {
  it('of whole numbers hold those from their first to below their end', () => {
    expect([bin(1, 2), bin(2, 4), bin(0.5, 3.5), bin(3, 3), bin(0.2, 0.8), bin(2.5, 2.5), bin(5, null), bin(null, 0)].map(wholesIn)).toEqual([[1, 1], [2, 3], [1, 3], [3, 3], null, null, null, null]);
  });
  it('have places for numbers within, between and at their borders', () => {
    const money = [bin(null, 0), bin(0, 100), bin(100, 300), bin(300, null)];
    expect([-1, 0, 50, 100, 250, 300, 1e6].map((v) => placeOf(v, money, false))).toEqual([null, 1, 1.5, 2, 2.75, null, null]);
    const counts = [bin(1, 2), bin(2, 4), bin(4, 8)];
    expect([1, 1.25, 2, 3, 4, 8].map((v) => placeOf(v, counts, true))).toEqual([0.5, 0.75, 1.25, 1.75, 2.125, null]);
    const each = [bin(1, 1), bin(2, 2), bin(8, 8)];
    expect([1, 1.5, 2, 5, 8].map((v) => placeOf(v, each, true))).toEqual([0.5, 1, 1.5, 2, 2.5]);
    expect([1, 1.5, 8].map((v) => placeOf(v, each, false))).toEqual([0.5, 1, 2.5]);
  });
});

describe('a distribution as a picture', () => {
  const all = { kind: 'all', label: null, people: 10, counts: [6, 3, 1], figures: { p25: 1, median: 1, p75: 2, p90: 3.4 } };
  const data = { bins: [bin(1, 2), bin(2, 4), bin(4, 8)], all, groups: [] } as unknown as Distribution;
  const option = pictureOf(data, data.all, { binName: (b) => `bin ${b.from}`, cumulative: 'up to here', whole: true }, chartContext('en'));
  it('marks percentiles where they lie, together those of one place', () => {
    expect(marksOf(data, data.all, true)).toEqual([{ name: '25% 50%', at: 0.5, half: true, row: 0 }, { name: '75%', at: 1.25, half: false, row: 0 }, { name: '90%', at: expect.closeTo(1.95) as number, half: false, row: 0 }]);
    const close = { ...data.all, figures: { p25: 1, median: 1.1, p75: 1.2, p90: 7 } } as unknown as Distribution['all'];
    expect(marksOf(data, close, true).map((m) => m.row)).toEqual([0, 1, 2, 0]);
    expect(marksOf(data, data.all, true, true).map((m) => m.name)).toEqual(['50%']);
    const words = wordsOf(option, 600, 300);
    for (const w of ['25% 50%', '75%', '90%', 'bin 1', 'bin 4']) expect(words).toContain(w);
  });
  it('says how many are up to a bin', () => {
    const tip = (i: number) => (option as { tooltip: { formatter: (x: unknown) => string } }).tooltip.formatter([{ dataIndex: i }]);
    expect(tip(1)).toMatch(/bin 2.*>3<.* 30\.0%.*up to here 90\.0%/);
    expect(tip(2)).toMatch(/up to here 100\.0%/);
  });
});
