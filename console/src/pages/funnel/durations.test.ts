import { describe, expect, it } from 'vitest';
import { duration, durations, placeOf } from './durations';

describe('durations', () => {
  it('names borders', () => {
    expect([0, 0.5, 5, 60, 630, 3600, 86_400, 31_536_000].map((s) => duration(s, 'en'))).toEqual(['0', '500 ms', '5 s', '1 min', '10 min 30 s', '1 h', '1 d', '365 d']);
    expect([60, 7200, 172_800].map((s) => duration(s, 'zh'))).toEqual(['1 分钟', '2 小时', '2 天']);
  });
  it('names bins, one unit where both ends have it', () => {
    expect(durations(300, 600, 'en')).toBe('5 – 10 min');
    expect(durations(300, 600, 'zh')).toBe('5–10 分钟');
    expect(durations(30, 60, 'en')).toBe('30 s – 1 min');
    expect(durations(43_200, 86_400, 'zh')).toBe('12 小时 – 1 天');
    expect(durations(600, 630, 'en')).toBe('10 min – 10 min 30 s');
    expect(durations(0, 60, 'en')).toBe('under 1 min');
    expect(durations(0, 60, 'zh')).toBe('不到 1 分钟');
  });
  it('finds the place of a duration, a border in the bin above it', () => {
    const bins = [{ from: 0, to: 60 }, { from: 60, to: 300 }];
    expect([0, 30, 60, 180, 300].map((s) => placeOf(s, bins))).toEqual([0, 0.5, 1, 1.5, null]);
  });
});
