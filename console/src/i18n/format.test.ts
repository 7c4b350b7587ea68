import { describe, expect, it } from 'vitest';
import * as f from './format';

/* Browsers since 2023 read decimal strings exactly; Node 18, which only builds, does not. */
const exact = new Intl.NumberFormat('en').format('9007199254740993' as unknown as number) === '9,007,199,254,740,993';

describe('numbers', () => {
  it('prints small ones in full and large ones short, by language', () => {
    expect(f.short(9999, 'zh')).toBe('9,999');
    expect(f.short(1234, 'en')).toBe('1,234');
    expect(f.short(123_456, 'zh')).toBe('12.3万');
    expect(f.short(120_000_000, 'zh')).toBe('1.2亿');
    expect(f.short(12_345, 'en')).toBe('12.3K');
    expect(f.short(1_200_000, 'en')).toBe('1.2M');
    expect(f.short(0, 'zh')).toBe('0');
    expect([0.1, 0.15, 0.05, 0.0034, 1.25, 12.34].map((v) => f.short(v, 'en'))).toEqual(['0.1', '0.15', '0.05', '0.0034', '1.25', '12.3']);
    expect([0, 0.0034, 0.126, 12.345].map((v) => f.real(v, 'en'))).toEqual(['0', '0.0034', '0.13', '12.35']);
    expect(f.short(null, 'zh')).toBe(f.NONE);
  });
  it.skipIf(!exact)('keeps every digit of exact decimals', () => {
    expect(f.money('9007199254740993.10', 'CNY', 'zh')).toBe('¥9,007,199,254,740,993.10');
    expect(f.decimal('0.123456789', 'en')).toBe('0.123456789');
    expect(f.money('580695.10', 'USD', 'en')).toBe('$580,695.10');
    expect(f.money('1200', 'JPY', 'zh')).toMatch(/1,200$/);
  });
  it('shortens money with its sign', () => {
    if (exact) expect(f.moneyShort('23100000', 'CNY', 'zh')).toBe('¥2,310万');
    expect(f.moneyShort('1234567.8', 'USD', 'en')).toBe('$1.2M');
    expect(f.moneyShort('199', 'CNY', 'zh')).toBe('¥199');
    expect(f.moneyShort('199.5', 'CNY', 'zh')).toBe('¥199.50');
    expect(f.moneyShort('-20', 'CNY', 'zh')).toBe('-¥20');
  });
  it('never prints a share that is not zero as zero', () => {
    expect(f.rate(0.234, 'zh')).toBe('23.4%');
    expect(f.rate(0.0001, 'en')).toBe('<0.1%');
    expect(f.rate(0, 'en')).toBe('0.0%');
    expect(f.rate(undefined, 'en')).toBe(f.NONE);
  });
  it('prints a change with direction, sign and unit', () => {
    expect(f.delta(0.031, 'zh')).toEqual({ direction: 'up', text: '+3.1%' });
    expect(f.delta(-0.012, 'en')).toEqual({ direction: 'down', text: '−1.2%' });
    expect(f.delta(0.0001, 'en')).toEqual({ direction: 'flat', text: '0.0%' });
    expect(f.delta(0.006, 'zh', true)).toEqual({ direction: 'up', text: '+0.6个百分点' });
    expect(f.delta(null, 'en')).toEqual({ direction: 'flat', text: f.NONE });
    expect(f.delta(NaN, 'en').direction).toBe('flat');
  });
  it('prints cells by their type', () => {
    expect(f.cell({ zh: '甲', en: 'A' }, 'title', 'en', 'CNY')).toBe('A');
    expect(f.cell('12.50', 'money', 'en', 'CNY')).toBe('¥12.50');
    expect(f.cell(null, 'count', 'en', 'CNY')).toBe(f.NONE);
    expect(f.cell('2026-11-22', 'date', 'en', 'CNY')).toBe('2026-11-22');
  });
  it('prints bytes and seconds', () => {
    expect(f.bytes(1536, 'en')).toBe('1.5 KiB');
    expect(f.bytes(0, 'en')).toBe('0 B');
    expect(f.seconds(0.08, 'en')).toBe('80 ms');
    expect(f.seconds(200, 'zh')).toBe('3 分 20 秒');
    expect([59.7, 119.6, 3599, 7260, 86_399, 93_600, 30 * 86_400].map((s) => f.seconds(s, 'en'))).toEqual(['1 min', '2 min', '1 h', '2 h 1 min', '1 d', '1 d 2 h', '30 d']);
  });
});

describe('times', () => {
  it('stands in the workspace zone', () => {
    expect(f.dateTime('2026-11-22T16:30:00.000Z', 'Asia/Shanghai')).toBe('2026-11-23 00:30');
    expect(f.dayOf('2026-11-22T16:30:00.000Z', 'Asia/Shanghai')).toBe('2026-11-23');
    expect(f.dayOf('2026-11-22T03:30:00.000Z', 'America/New_York')).toBe('2026-11-21');
    expect(f.dateTime(null, 'UTC')).toBe(f.NONE);
  });
  it('names days without moving them', () => {
    expect(f.dayLabel('2026-11-22', 'en')).toBe('Sun, Nov 22');
    expect(f.dayLabel('2026-11-22', 'zh')).toBe('11月22日周日');
  });
  it('names zones by offset at that time', () => {
    expect(f.zoneLabel('Asia/Shanghai', Date.UTC(2026, 10, 22))).toBe('GMT+8');
    expect(f.zoneLabel('Europe/Berlin', Date.UTC(2026, 6, 1))).toBe('GMT+2');
  });
  it('tells how long ago', () => {
    const now = Date.parse('2026-11-22T03:00:00Z');
    expect(f.relative('2026-11-22T02:57:00Z', 'en', now)).toBe('3 minutes ago');
    expect(f.relative('2026-11-20T03:00:00Z', 'zh', now)).toBe('前天');
  });
});
