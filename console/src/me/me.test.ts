import { describe, expect, it } from 'vitest';
import { contrast, shades } from './color';
import { pages } from './pages';
import { times } from './shop/exact';
import { amount, chooseLang, day, daysLeft, discount, isZero, lastDay, say, signed, symbol, type Text } from './text';

const zh: Text = { lang: 'zh', zone: 'Asia/Shanghai', money: 'CNY' }, en: Text = { ...zh, lang: 'en' };

describe('words and figures of the customer pages', () => {
  it('groups decimals as text, exactly', () => {
    expect(['0', '1234567.50', '-1200', '90071992547409931.25', '0.00'].map(amount)).toEqual(['0', '1,234,567.5', '−1,200', '90,071,992,547,409,931.25', '0']);
    expect(['5', '-5', '0.00'].map(signed)).toEqual(['+5', '−5', '+0']);
    expect(['0', '0.00', '-0', '0.01'].map(isZero)).toEqual([true, true, true, false]);
  });
  it('says a share off as each language does', () => {
    expect(['15', '12.5', '50', '3', '99.99'].map((p) => discount(zh, p))).toEqual(['8.5', '8.75', '5', '9.7', '0.001']);
    expect(discount(en, '12.50')).toBe('12.5%');
  });
  it('chooses the language', () => {
    expect([chooseLang('zh-CN', ['en']), chooseLang(null, ['fr', 'zh-TW']), chooseLang(null, ['en-GB', 'zh']), chooseLang('fr', ['zh']), chooseLang(null, [])]).toEqual(['zh', 'zh', 'en', 'zh', 'en']);
  });
  it('names the last day of the shop’s calendar', () => {
    expect(lastDay(zh, '2037-01-31T16:00:00Z')).toBe('2037年1月31日');
    expect(day(en, '2037-01-31T15:59:00Z')).toBe('31 Jan 2037');
    const now = Date.parse('2026-11-20T15:59:00Z');
    expect([daysLeft(zh, '2026-11-20T16:00:00Z', now), daysLeft(zh, '2026-11-21T16:00:00Z', now), daysLeft(zh, '2026-11-23T16:00:00Z', now)]).toEqual([0, 1, 3]);
  });
  it('fills in values and the plural', () => {
    expect(say(en, 'daysLeft', { n: '1' })).toBe('1 day left');
    expect(say(en, 'daysLeft', { n: '2' })).toBe('2 days left');
    expect([symbol(zh), symbol({ ...en, money: 'EUR' })]).toEqual(['¥', '€']);
  });
});

describe('the mall', () => {
  it('multiplies prices exactly', () => {
    expect([times('9.90', 3), times('500', 2), times('0', 7), times('0.05', 1), times('90071992547409931.25', 4)]).toEqual(['29.70', '1000', '0', '0.05', '360287970189639725.00']);
  });
  it('is one of the pages, and so are rankings', () => {
    expect(Object.keys(pages)).toEqual(expect.arrayContaining(['mall', 'leaderboards']));
  });
});

describe('the brand’s colour', () => {
  it('can be read, whatever it is', () => {
    for (const c of ['#000000', '#ffffff', '#e8b923', '#1f6f54', '#ff0000', '#0000ff', '#808080', '#00ffff']) {
      const s = shades(c);
      for (const [a, b] of [[s.deep, '#ffffff'], [s.deepEnd, '#ffffff'], [s.ink, '#ffffff'], [s.ink, '#f1f3f2'], [s.inkDark, '#1a201f'], [s.inkDark, '#111615']] as const) expect(contrast(a, b), `${c}: ${a} on ${b}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
