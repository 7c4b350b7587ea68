import { describe, expect, it } from 'vitest';
import { everyDay } from './days';

describe('days of a chart', () => {
  it('stand in a row, also those of which nothing is said', () => {
    const days = everyDay([{ day: '2026-03-01', values: [2, 1] }, { day: '2026-02-27', values: [1, 0] }], 2);
    expect(days).toEqual([{ day: '2026-02-27', values: [1, 0] }, { day: '2026-02-28', values: [0, 0] }, { day: '2026-03-01', values: [2, 1] }]);
    expect(everyDay([], 2)).toEqual([]);
  });
  it('are not made up without end', () => {
    expect(everyDay([{ day: '1990-01-01', values: [1] }, { day: '2026-01-01', values: [2] }], 1)).toHaveLength(2);
  });
});
