import { describe, expect, it } from 'vitest';
import { addLevel, amount, freeSlug, joinKind, moved, pathsByLine, periodKind, periodMonths, periodOf, put, readText, setBenefits, setGifts, setJoin, textOf, titleOf, told, type Doc } from './doc';
import { templates } from './templates';

const whole: Doc = {
  title: { en: 'The club', zh: '会员俱乐部' }, join: { when: 'count(order_completed) >= 1' }, growth: 'growth', period: { from_upgrade: 12 }, counts: 'period',
  downgrade: { to: 'reached', grace_days: 15 }, member_day: { month: 8 }, birthday: 'birthday',
  levels: [
    { slug: 'silver', title: 'Silver' },
    { slug: 'gold', growth: 5000, keep: '4000.5', when: 'count(order_completed) >= 4', benefits: { points: 1.5, texts: [{ en: 'Free', zh: '包邮' }], services: [{ slug: 'pickup', quota: 2, per: 'month' }] }, gifts: { upgrade: [{ coupon: 'gold-30', count: 2 }, { points: 500, currency: 'points' }] } },
  ],
};

describe('text', () => {
  it('reads what it wrote, fields that the form does not know included', () => {
    const odd = { ...whole, later: { x: [1, { y: null }] } } as Doc;
    expect(readText(textOf('club', odd))).toEqual(odd);
    expect(readText('[1]')).toBeNull();
    expect(readText('{')).toBeNull();
  });
  it('names the field of each line', () => {
    const text = textOf('club', whole), paths = pathsByLine(text);
    const at = (piece: string) => paths[text.split('\n').findIndex((l) => l.includes(piece))];
    expect(at('"zh": "会员俱乐部"')).toBe('title.zh');
    expect(at('count(order_completed) >= 1')).toBe('join.when');
    expect(at('"growth": 5000')).toBe('levels.1.growth');
    expect(at('"coupon": "gold-30"')).toBe('levels.1.gifts.upgrade.0.coupon');
    expect(at('"currency": "points"')).toBe('levels.1.gifts.upgrade.1.currency');
    expect(at('"quota": 2')).toBe('levels.1.benefits.services.0.quota');
    expect(at('"grace_days": 15')).toBe('downgrade.grace_days');
    expect(paths[0]).toBe('');
  });
});

describe('edits', () => {
  it('leave nothing behind that is not said', () => {
    expect(put({ a: 1, b: 2 } as { a?: number; b?: number }, { a: undefined })).toEqual({ b: 2 });
    expect(setGifts({ slug: 'a', gifts: { upgrade: [{ coupon: 'x' }] } }, 'upgrade', [])).toEqual({ slug: 'a' });
    expect(setBenefits({ slug: 'a', benefits: { points: 2 } }, { points: undefined })).toEqual({ slug: 'a' });
  });
  it('read and write joins and periods', () => {
    for (const p of [undefined, 'year', { rolling: 6 }, { from_upgrade: 12 }] as const) expect(periodOf(periodKind(p), periodMonths(p))).toEqual(p);
    expect(joinKind(setJoin(whole, 'paid').join)).toBe('paid');
    expect(setJoin(whole, 'paid').plans).toHaveLength(1);
    expect(setJoin(setJoin(whole, 'paid'), 'open')).not.toHaveProperty('plans');
    expect(setJoin(setJoin(whole, 'paid'), 'open')).not.toHaveProperty('join');
  });
  it('keep amounts exact', () => {
    expect([amount('1,000'), amount('4000.50'), amount(' '), amount('12345678901234567'), amount('x')]).toEqual([1000, '4000.50', undefined, '12345678901234567', 'x']);
  });
  it('tell one language, or both while they are the same', () => {
    expect(told('Gold', 'zh', '金卡')).toEqual({ zh: '金卡', en: '金卡' });
    expect(told({ zh: '金卡', en: 'Gold' }, 'zh', '黄金')).toEqual({ zh: '黄金', en: 'Gold' });
    expect(told('x', 'zh', '')).toBeUndefined();
    expect(titleOf({ en: 'x' })).toEqual({ zh: 'x', en: 'x' });
  });
  it('add levels above the others and move things within bounds', () => {
    expect(addLevel(whole, { zh: '新', en: 'New' }).levels?.[2]).toEqual({ slug: 'level_3', title: { zh: '新', en: 'New' }, growth: 10000 });
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 0, 1)).toEqual(['b', 'a']);
    expect(freeSlug([{ slug: 'x_2' }], 'x')).toBe('x_3');
  });
});

describe('templates', () => {
  it('are documents with levels from low to high', () => {
    for (const t of templates) {
      const growth = (t.doc.levels ?? []).map((l) => Number(l.growth ?? 0));
      expect([...growth].sort((a, b) => a - b)).toEqual(growth);
      expect(readText(textOf('x', t.doc))).toEqual(t.doc);
    }
  });
});
