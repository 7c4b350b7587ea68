import { describe, expect, it } from 'vitest';
import type { PersonEvent } from '@/api/types';
import { changesOf, foldEvents } from './fold';

const e = (lsn: number, event: string, time: string): PersonEvent => ({ lsn, event, time, title: { zh: event, en: event }, props: [] });

describe('foldEvents', () => {
  it('groups by day and folds runs of one event, not across others or days', () => {
    const days = foldEvents([e(6, 'view', '2026-01-02T09'), e(5, 'view', '2026-01-02T08'), e(4, 'buy', '2026-01-02T07'), e(3, 'view', '2026-01-02T06'), e(2, 'view', '2026-01-01T06')], (x) => (x.time ?? '').slice(0, 10));
    expect(days.map((d) => [d.day, d.runs.map((r) => r.events.length)])).toEqual([['2026-01-02', [2, 1, 1]], ['2026-01-01', [1]]]);
  });
  it('is empty for nobody', () => expect(foldEvents([], () => '')).toEqual([]));
});
describe('changesOf', () => {
  it('keeps what differs from the one before', () => expect(changesOf([{ class: 'a' }, { class: 'a' }, { class: null }, { class: 'a' }]).map((x) => x.class)).toEqual(['a', null, 'a']));
});
