import { describe, expect, it } from 'vitest';
import type { Report } from '@/api/types';
import { csvOf, curveOf, has, joinedExpression, monthsBefore, numberOf, sectionOf, shown, twiceExpression, valueOf } from './cells';

const title = (s: string) => ({ en: s, zh: s });
const report = {
  report: 'points', title: title('Points'), as_of: '2026-01-01T00:00:00.000Z', lsn: 1, zone: 'UTC', currency: 'CNY',
  sections: [
    { id: 'now', title: title('Now'), single: true, reader: 'any', columns: [{ id: 'id', title: title(''), type: 'text' }, { id: 'owed', title: title('owed'), type: 'dec' }, { id: 'name', title: { en: 'name', zh: '名称' }, type: 'title' }], rows: [['x', '12.50', { en: 'Points', zh: '积分' }]] },
    { id: 'empty', title: title('Empty'), single: false, reader: 'any', columns: [], rows: [] },
  ],
} as unknown as Report;

describe('cells of a report', () => {
  it('finds figures by section and column, exact ones as numbers too', () => {
    const now = sectionOf(report, 'now');
    expect(valueOf(now, 0, 'owed')).toBe('12.50');
    expect(numberOf(now, 0, 'owed')).toBe(12.5);
    expect(numberOf(now, 0, 'name')).toBeNull();
    expect(valueOf(now, 1, 'owed')).toBeNull();
    expect(valueOf(sectionOf(report, 'gone'), 0, 'owed')).toBeNull();
  });
  it('knows an empty section, and hides columns for programs', () => {
    expect(has(sectionOf(report, 'empty'))).toBe(false);
    expect(shown(sectionOf(report, 'now') as never).map((c) => c.id)).toEqual(['owed', 'name']);
  });
  it('writes every section with the ids of its columns', () => {
    expect(csvOf(report, (t) => t.zh)).toEqual([['now', 'Now'], ['id', 'owed', 'name'], ['x', '12.50', '积分'], [], ['empty', 'Empty'], [], []]);
  });
});

describe('doses and joining', () => {
  it('draws only doses with enough people', () => {
    const ids = ['dose', 'x', 'profit', 'profit_low', 'profit_high', 'fit_profit', 'fit_margin'];
    const section = { columns: ids.map((id) => ({ id })), rows: [[title('Ten'), 10, '1.5', '-1', '4', '1.2', '3'], [title('Few'), null, null, null, null, null, null]] };
    expect(curveOf(section as never).points).toEqual([{ title: title('Ten'), x: 10, profit: 1.5, low: -1, high: 4, fitProfit: 1.2, fitMargin: 3 }]);
  });
  it('counts whole months back', () => {
    expect(monthsBefore('2026-11-23', 1)).toEqual({ from: '2026-10-01', to: '2026-10-31' });
    expect(monthsBefore('2026-02-01', 12)).toEqual({ from: '2025-02-01', to: '2026-01-31' });
  });
  it('says who joined, and who joined again', () => {
    expect(joinedExpression('club', '2026-01-01', '2026-03-31', 'a "b"')).toBe('did(member_joined where programme = "club" and source = "a \\"b\\"", between 2026-01-01 and 2026-03-31)');
    expect(twiceExpression('club', '2026-01-01', '2026-03-31', 'app', null)).toBe('did(member_joined where programme = "club" and (source not exists or source = ""), between 2026-01-01 and 2026-03-31) and sequence(member_joined where programme = "club" and source = "app" -> not member_left where programme = "club" -> member_joined where programme = "club" and (source not exists or source = ""))');
  });
});
