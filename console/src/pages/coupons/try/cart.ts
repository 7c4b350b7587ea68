/* A cart as it stands in the address and as it is asked: lines that say nothing yet are not asked. */
export interface CartLine { item: string; price: string; quantity: number; category: string; brand: string; promoted: boolean; member: boolean }
export interface Cart { lines: CartLine[]; shipping: string; channel: string; store: string; points: boolean }

const LINES_MAX = 200;
export const newLine = (): CartLine => ({ item: '', price: '', quantity: 1, category: '', brand: '', promoted: false, member: false });
export const newCart = (): Cart => ({ lines: [newLine()], shipping: '', channel: '', store: '', points: false });

const word = (v: unknown): string => (typeof v === 'string' ? v : typeof v === 'number' ? String(v) : '');
const object = (v: unknown): Record<string, unknown> => (v !== null && typeof v === 'object' && !Array.isArray(v) ? (v as Record<string, unknown>) : {});

/** The cart of an address; nonsense is an empty one. */
export function readCart(s: string): Cart {
  let v: Record<string, unknown>;
  try { v = object(JSON.parse(s)); } catch { return newCart(); }
  const lines = (Array.isArray(v.lines) ? v.lines : []).slice(0, LINES_MAX).map((x): CartLine => {
    const o = object(x), n = Number(o.quantity ?? 1);
    return { item: word(o.item), price: word(o.price), quantity: Number.isInteger(n) && n > 0 ? n : 1, category: word(o.category), brand: word(o.brand), promoted: o.promoted === true, member: o.member_price === true };
  });
  return { lines: lines.length ? lines : [newLine()], shipping: word(v.shipping), channel: word(v.channel), store: word(v.store), points: v.points === true };
}

const given = (o: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== '' && v !== false && v !== undefined));
const lineOf = (l: CartLine) => given({ item: l.item.trim(), price: l.price.trim(), quantity: l.quantity === 1 ? undefined : l.quantity, category: l.category.trim(), brand: l.brand.trim(), promoted: l.promoted, member_price: l.member });
const restOf = (c: Cart) => given({ shipping: c.shipping.trim(), channel: c.channel.trim(), store: c.store.trim(), points: c.points });

/** For the address: short, and with the lines that are not filled in. */
export const writeCart = (c: Cart): string => {
  const lines = c.lines.map(lineOf), rest = restOf(c);
  return lines.every((l) => Object.keys(l).length === 0) && Object.keys(rest).length === 0 ? '' : JSON.stringify({ ...(lines.length ? { lines } : {}), ...rest });
};

/** What is asked: the lines that name an item or a price, each with its number in the form as its id. */
export function askedCart(c: Cart): { lines: Record<string, unknown>[] } & Record<string, unknown> {
  const lines = c.lines.map((l, i) => ({ l, id: String(i + 1) })).filter(({ l }) => l.item.trim() !== '' || l.price.trim() !== '');
  const { points, ...rest } = restOf(c);
  return { lines: lines.map(({ l, id }) => ({ id, ...lineOf(l) })), ...rest, ...(points ? { use_points: 'max' } : {}) };
}
