import { describe, expect, it } from 'vitest';
import { readSchedule, weekdayName, writeSchedule } from './schedule';

describe('when a question is asked by itself', () => {
  it('is read and written as the document has it', () => {
    for (const doc of [{ every: 'day', at: '08:00' }, { every: 'week', day: 7, at: '23:59' }, { every: 'month', day: 31, at: '00:00' }]) expect(writeSchedule(readSchedule(doc))).toEqual(doc);
    expect(writeSchedule(readSchedule(undefined))).toBeUndefined();
  });
  it('leaves the day of another schedule behind', () => {
    expect(writeSchedule({ every: 'day', day: 31, at: '09:30' })).toEqual({ every: 'day', at: '09:30' });
    expect(readSchedule({ every: 'week', day: 31, at: '08:00' }).day).toBeLessThanOrEqual(7);
  });
  it('names weekdays from Monday on', () => {
    expect([weekdayName(1, 'en'), weekdayName(7, 'en'), weekdayName(1, 'zh'), weekdayName(7, 'zh')]).toEqual(['Monday', 'Sunday', '周一', '周日']);
  });
});
