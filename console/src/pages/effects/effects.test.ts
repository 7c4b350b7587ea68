import { describe, expect, it } from 'vitest';
import type { Report } from '@/api/types';
import { csvOf, has, numberOf, sectionOf, shown, valueOf } from './cells';

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
