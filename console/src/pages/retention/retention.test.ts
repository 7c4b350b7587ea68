import { describe, expect, it } from 'vitest';
import type { Retention } from '@/api/types';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { readBrackets, retention, writeBrackets } from './doc';
import { behind, most, valueOf, whatOf } from './values';

const full = { start: 'a', return: 'b where x > 1', first: 'each', grain: 'day', mode: 'until', clock: 'rolling', measure: { sum: 'amount' }, periods: 14, range: 'last 90 days', who: 'segment("x")', by: { property: 'channel' }, top: 3 };

describe('retention as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [full, { start: 'a' }, { start: 'a', brackets: [[1, 1], [2, 3], [4, 7]] }, { start: 'a', measure: 'events', grain: 'month' }]) {
      const form = retention.read(doc);
      expect(retention.write(form)).toEqual(doc);
      expect(retention.ask(form)).toEqual(doc);
      expect(retention.write(fromAddress(retention, toAddress(retention, form)))).toEqual(doc);
    }
  });
  it('is not asked without a start, nor for the sum of nothing', () => {
    expect(retention.ask(retention.read(null))).toBeNull();
    const form = { ...retention.read({ start: 'a' }), measure: 'sum' as const };
    expect(retention.missing(form)).toBe(1);
    expect(retention.ask(form)).toEqual({ start: 'a' });
  });
  it('takes nonsense for what stands for it', () => {
    expect(retention.write(retention.read({ start: 'a', grain: 'eon', mode: 3, periods: 1e9, brackets: [[3, 1]], measure: { sum: 4 }, by: [] }))).toEqual({ start: 'a' });
  });
});
describe('brackets', () => {
  it('are read as people write them', () => {
    expect(readBrackets('1, 2-3，4–7')).toEqual([[1, 1], [2, 3], [4, 7]]);
    expect(writeBrackets([[1, 1], [2, 3]])).toBe('1, 2-3');
    expect(readBrackets('')).toEqual([]);
  });
  it('rise without overlap', () => expect([readBrackets('2-1'), readBrackets('1-3, 3-4'), readBrackets('0'), readBrackets('1-x'), readBrackets('1-400')]).toEqual([null, null, null, null, null]));
});
describe('cells', () => {
  const cell = (people: number, rate: number | null, per?: string) => ({ people, of: 10, rate, incomplete: false, ...(per === undefined ? {} : { per_person: per }) });
  it('show what is asked for', () => {
    expect([valueOf(cell(4, 0.4, '1.25'), 'rate'), valueOf(cell(4, 0.4), 'count'), valueOf(cell(4, 0.4, '1.25'), 'per_person'), valueOf(cell(0, null), 'rate'), valueOf(undefined, 'rate')]).toEqual([0.4, 4, 1.25, null, null]);
  });
  it('are coloured by the later columns, which the first would drown', () => {
    const cohorts = [{ from: '', to: '', size: 10, incomplete: false, cells: [cell(10, 1), cell(2, 0.2)] }] as Retention['cohorts'];
    expect(most(cohorts, 'rate')).toBe(0.2);
    expect(most([{ ...cohorts[0], cells: [cell(10, 1)] }] as Retention['cohorts'], 'rate')).toBe(1);
  });
});

describe('what a cell shows', () => {
  const cell = { people: 3, of: 10, rate: 0.3, incomplete: false } as never;
  it('those who came back, their share, or those who did not', () => {
    expect([valueOf(cell, 'count'), valueOf(cell, 'rate'), valueOf(cell, 'lost'), valueOf(undefined, 'lost')]).toEqual([3, 0.3, 7, null]);
    expect([behind(cell, 'rate'), behind(cell, 'lost'), behind(undefined, 'lost'), whatOf('lost'), whatOf('rate')]).toEqual([3, 7, 0, 'lost', 'retained']);
  });
});
