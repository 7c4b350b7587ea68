/* A promotion's document. */
import { list, put, type Amount, type Text } from '@/parts/docs/doc';

export * from '@/parts/docs/doc';
export const types = ['flash_sale', 'member_price', 'pre_sale'] as const;
export type Type = (typeof types)[number];
export interface ItemPrice { item: string; price?: Amount; stock?: Amount | null; per_person?: Amount; deposit?: Amount; expands_to?: Amount }
export interface Doc {
  title?: Text; type?: Type; from?: string; until?: string; people?: string | { programme?: string; level?: string }; items?: ItemPrice[]; scope?: { categories?: string[]; brands?: string[] };
  percent_off?: Amount; per_person?: Amount; budget?: Amount; restock?: boolean; rest?: { from?: string; until?: string };
}
/** Something of the catalogue to begin with. */
export interface Known { id: string; price: string | null }

const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
/** Four fifths of the list price in whole units, which every currency has. */
const lower = (price: string | null): number => Math.max(1, Math.floor(Number(price ?? 10) * 0.8));
const deposit = (price: number): { deposit: number; expands_to: number } => { const d = Math.max(1, Math.floor(price / 5)); return { deposit: d, expands_to: Math.min(price, 2 * d) }; };

/** What one begins with. */
export function begin(type: Type, item: Known | undefined, programme: string | undefined): Doc {
  const price = lower(item?.price ?? null), one: ItemPrice = { item: item?.id ?? 'item-1', price };
  switch (type) {
    case 'flash_sale': return { title: { zh: '限时秒杀', en: 'Flash sale' }, type, from: `${day(1)}T20:00`, until: `${day(1)}T22:00`, items: [{ ...one, stock: 100, per_person: 1 }] };
    case 'member_price': return { title: { zh: '会员价', en: 'Prices for members' }, type, ...(programme ? { people: { programme } } : {}), percent_off: 5 };
    case 'pre_sale': return { title: { zh: '新品预售', en: 'New in advance' }, type, from: day(1), until: day(7), rest: { from: day(8), until: day(10) }, items: [{ ...one, stock: 100, ...deposit(price) }] };
  }
}

/** The same promotion as another type: what that one must say is there, what it may not say is gone. */
export function retyped(d: Doc, type: Type, item: Known | undefined): Doc {
  const fresh = begin(type, item, undefined), plain = ({ deposit: _d, expands_to: _e, ...i }: ItemPrice): ItemPrice => i;
  if (type === 'member_price') return put(d, { type, rest: undefined, ...(d.items ? { items: d.items.map(plain) } : {}) });
  const items = d.items ?? fresh.items;
  return put(d, {
    type, from: d.from ?? fresh.from, until: d.until ?? fresh.until, percent_off: undefined, scope: undefined, rest: type === 'pre_sale' ? d.rest ?? fresh.rest : undefined,
    ...(items ? { items: type === 'pre_sale' ? items : items.map(plain) } : {}),
  });
}

/** Prices item by item, or a percent off the list price; member prices alone have the choice. */
export const byPercent = (d: Doc): boolean => d.type === 'member_price' && d.percent_off !== undefined;
export function priced(d: Doc, percent: boolean, item: Known | undefined): Doc {
  return percent ? put(d, { items: undefined, percent_off: 5 }) : put(d, { percent_off: undefined, scope: undefined, items: list(d.items).length ? d.items : [{ item: item?.id ?? 'item-1', price: lower(item?.price ?? null) }] });
}

export const groups = ['all', 'programme', 'rule'] as const;
export type Group = (typeof groups)[number];
export const groupOf = (d: Doc): Group => (d.people === undefined ? 'all' : typeof d.people === 'string' ? 'rule' : 'programme');

/** A moment as two fields: the day, and the time of day when it is said. Null: it says more than that (seconds, a zone). */
export function parted(v: string | undefined): { day: string; time: string } | null {
  const m = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::00)?)?$/.exec(v ?? '');
  return !v ? { day: '', time: '' } : m ? { day: m[1] ?? '', time: m[2] ?? '' } : null;
}
export const joined = (d: string, time: string): string | undefined => (d === '' ? undefined : time === '' ? d : `${d}T${time}`);
