import { describe, expect, it } from 'vitest';
import { lines } from './metric/Sparkline';
import { step } from './period/usePeriod';
import { isSlug, slugFrom } from './people/slug';
import { tokens } from './text/tokens';
import { nextPath } from '@/pages/login/next';
import { deviceOf } from '@/pages/account/device';

describe('parts', () => {
  it('breaks a sparkline at gaps and stays inside', () => {
    const pieces = lines([1, null, 3, 2], 100, 20, 1, 3);
    expect(pieces.map((x) => x.length)).toEqual([1, 2]);
    for (const [x, y] of pieces.flat()) { expect(x).toBeGreaterThanOrEqual(2); expect(x).toBeLessThanOrEqual(98); expect(y).toBeGreaterThanOrEqual(2); expect(y).toBeLessThanOrEqual(18); }
    expect(lines([5, 5], 100, 20, 5, 5)[0]?.[0]?.[1]).toBe(10);
  });
  it('steps periods by their own length, not past the last day', () => {
    expect(step('2026-11-01', '2026-11-07', -1, '2026-11-22')).toEqual({ from: '2026-10-25', to: '2026-10-31' });
    expect(step('2026-11-16', '2026-11-22', 1, '2026-11-22')).toBeNull();
  });
  it('makes slugs', () => {
    expect(slugFrom('RFM: Champions & more')).toBe('rfm-champions-more');
    expect(slugFrom('高价值沉默', new Date('2026-11-22T03:04:00Z'))).toBe('segment-261122-0304');
    for (const s of ['高价值', '1st', 'Élite', '', '--', 'a']) expect(isSlug(slugFrom(s)), s).toBe(true);
  });
  it('colours an expression without losing a character', () => {
    const text = 'class(value) = "高" and not did(order_completed, last 30 days) or 会员 in ("a\\"b", 1.5) # "open';
    expect(tokens(text).map((x) => x.text).join('')).toBe(text);
    expect(tokens(text).filter((x) => x.kind === 'keyword').map((x) => x.text)).toEqual(['and', 'not', 'last', 'days', 'or', 'in']);
    expect(tokens(text).filter((x) => x.kind === 'string').map((x) => x.text)).toEqual(['"高"', '"a\\"b"']);
  });
  it('goes only to addresses of its own after login', () => {
    expect(nextPath('?next=%2Fw%2Fdemo%2F%3Fpeople%3Dx')).toBe('/w/demo/?people=x');
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/login?next=/']) expect(nextPath(`?next=${encodeURIComponent(bad)}`), bad).toBe('/');
  });
  it('names devices', () => {
    expect(deviceOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 Chrome/130.0 Safari/537.36')).toBe('Chrome · macOS');
    expect(deviceOf('')).toBeNull();
  });
});
