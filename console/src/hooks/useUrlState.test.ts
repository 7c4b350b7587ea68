import { describe, expect, it } from 'vitest';
import { p, readState, writeState } from './useUrlState';

const schema = { days: p.int(30), tab: p.oneOf(['rules', 'code'], 'rules'), q: p.text(), on: p.flag(), tags: p.list(), from: p.day() };

describe('url state', () => {
  it('reads defaults from an empty address', () => {
    expect(readState('', schema)).toEqual({ days: 30, tab: 'rules', q: '', on: false, tags: [], from: null });
  });
  it('refuses nonsense', () => {
    expect(readState('?days=1e9&tab=evil&from=yesterday', schema)).toMatchObject({ days: 30, tab: 'rules', from: null });
  });
  it('leaves defaults out and other parts in', () => {
    expect(writeState('?people=x&days=7', schema, { days: 30 })).toBe('?people=x');
    expect(writeState('', schema, { tab: 'code', q: '中文 &=?' })).toBe('?tab=code&q=%E4%B8%AD%E6%96%87+%26%3D%3F');
  });
  it('comes back as it went', () => {
    const values = { days: 90, tab: 'code' as const, q: 'a&b=c#d', on: true, tags: ['x,y', '中'], from: '2026-11-22' };
    expect(readState(writeState('', schema, values), schema)).toEqual(values);
  });
});
