/* An item's document. */
import { type Amount, type Gift, type Text } from '@/parts/docs/doc';

export * from '@/parts/docs/doc';
export const hands = ['ship', 'pick_up', 'virtual', 'reward'] as const;
export type Hand = (typeof hands)[number];
export interface Level { when?: string; title?: Text; points?: Amount; money?: Amount }
export interface Doc {
  title?: Text; text?: Text; category?: Text; picture?: string; active?: boolean; price?: { points?: Amount; currency?: string; money?: Amount }; levels?: Level[];
  stock?: { in_all?: Amount; per_day?: Amount }; limits?: { in_all?: Amount; per_day?: Amount; per_week?: Amount; per_month?: Amount }; order?: { most?: Amount; pay_minutes?: Amount; pay_url?: string };
  audience?: string; from?: string; until?: string; review?: string; hand?: 'ship' | 'pick_up' | 'virtual'; stores?: string[]; codes?: { pool?: string; warn?: Amount }; reward?: Gift; unit_cost?: Amount; budget?: Amount;
}
export const handOf = (d: Doc): Hand => (d.reward !== undefined ? 'reward' : d.hand ?? 'virtual');

/** What is asked of everything that gives before it begins. */
export const gates = ['price', 'unit_cost', 'budget', 'end'] as const;
export function gateOpen(d: Doc): Record<(typeof gates)[number], boolean> {
  const some = (v: unknown) => v !== undefined && v !== '', free = some(d.unit_cost) && Number(d.unit_cost) === 0;
  return { price: some(d.price?.points) && some(d.price?.currency), unit_cost: some(d.unit_cost), budget: some(d.budget) || free, end: Boolean(d.until || d.review) };
}

const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
/** What one begins with: a thing that is sent, as a draft that says all that is asked. */
export const begin = (currency: string | undefined): Doc => ({ title: { zh: '茶杯', en: 'Tea cup' }, active: false, price: { points: 500, ...(currency ? { currency } : {}) }, stock: { in_all: 100 }, limits: { in_all: 1 }, hand: 'ship', unit_cost: 10, budget: 1000, until: day(90) });
/** A civil day so many days before another one. */
export const daysAgo = (of: string, n: number): string => new Date(Date.parse(`${of}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10);
