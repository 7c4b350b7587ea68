import { describe, expect, it } from 'vitest';
import { begin, byPercent, groupOf, joined, parted, priced, retyped, types, type Doc } from './doc';

const cup = { id: 'cup', price: '19.90' };

describe('a promotion as it is edited', () => {
  it('begins with what each type must say', () => {
    for (const type of types) {
      const d = begin(type, cup, 'club');
      expect(d.type).toBe(type);
      expect(Boolean(d.items?.length) !== (d.percent_off !== undefined)).toBe(true);
    }
    expect(begin('flash_sale', cup, undefined).items).toEqual([{ item: 'cup', price: 15, stock: 100, per_person: 1 }]);
    expect(begin('flash_sale', { id: 'pin', price: '0.50' }, undefined).items?.[0]?.price).toBe(1);
    expect(begin('member_price', cup, 'club').people).toEqual({ programme: 'club' });
    expect(begin('member_price', undefined, undefined)).not.toHaveProperty('people');
  });
  it('becomes another type without what that one may not say', () => {
    const pre = begin('pre_sale', cup, undefined), flash = retyped(pre, 'flash_sale', cup);
    expect(flash.items).toEqual([{ item: 'cup', price: 15, stock: 100 }]);
    expect(flash).not.toHaveProperty('rest');
    expect(flash.from).toBe(pre.from);
    const member: Doc = { ...begin('member_price', cup, 'club'), scope: { brands: ['b'] } }, sale = retyped(member, 'flash_sale', cup);
    expect(sale).not.toHaveProperty('percent_off');
    expect(sale).not.toHaveProperty('scope');
    expect([sale.from, sale.until, sale.items?.length].every(Boolean)).toBe(true);
    expect(sale.people).toEqual({ programme: 'club' });
    expect(retyped(flash, 'pre_sale', cup).rest).toBeDefined();
  });
  it('has prices of its items or a percent', () => {
    const d = begin('member_price', cup, undefined), items = priced({ ...d, scope: { brands: ['b'] } }, false, cup);
    expect([byPercent(d), byPercent(items)]).toEqual([true, false]);
    expect(items).not.toHaveProperty('scope');
    expect(items.items?.[0]?.item).toBe('cup');
    expect(priced(items, true, cup)).not.toHaveProperty('items');
  });
  it('is for everybody, a programme or a rule', () => {
    expect([groupOf({}), groupOf({ people: '' }), groupOf({ people: { programme: 'club' } })]).toEqual(['all', 'rule', 'programme']);
  });
  it('says moments in two fields, and leaves those alone that say more', () => {
    expect(parted('2026-11-11')).toEqual({ day: '2026-11-11', time: '' });
    expect(parted('2026-11-11T20:00:00')).toEqual({ day: '2026-11-11', time: '20:00' });
    expect(parted(undefined)).toEqual({ day: '', time: '' });
    expect(parted('2026-11-11T20:00:30')).toBeNull();
    expect(parted('2026-11-11T20:00:00Z')).toBeNull();
    expect([joined('2026-11-11', '20:00'), joined('2026-11-11', ''), joined('', '20:00')]).toEqual(['2026-11-11T20:00', '2026-11-11', undefined]);
  });
});
