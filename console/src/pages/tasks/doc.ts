/* Documents of tasks, check-ins and badges, and what a form asks of them. */
import { list, type Amount, type Gift, type Text } from '@/parts/docs/doc';

export * from '@/parts/docs/doc';
export const kinds = ['task', 'check_in', 'badge'] as const;
export type Kind = (typeof kinds)[number];
export const isKind = (v: string | undefined): v is Kind => (kinds as readonly string[]).includes(v ?? '');

export interface Goal { on?: string; count?: Amount; sum?: string; reach?: Amount; distinct?: string; progress?: string }
export const measures = ['count', 'sum', 'distinct', 'progress'] as const;
export type Measure = (typeof measures)[number];
export const periods = ['once', 'daily', 'weekly', 'monthly', 'repeated'] as const;
export type PeriodName = (typeof periods)[number];
export interface Launch { active?: boolean; budget?: { times?: Amount; points?: Amount; coupons?: Amount }; unit_cost?: Amount; from?: string; until?: string; review?: string; holdout?: string | Amount }
export interface Doc extends Launch {
  title?: Text; description?: Text;
  goal?: Goal; period?: string | { repeated: Amount }; who?: string | boolean; after?: string; claim?: 'automatic' | 'by_person'; rewards?: Gift[]; limits?: { per_person?: Amount };
  days?: Gift[][]; milestones?: { days?: Amount; rewards?: Gift[] }[];
  picture?: string; when?: string | boolean; task?: string; times?: Amount; keep?: 'while' | 'forever';
}

export const measureOf = (g: Goal | undefined): Measure => (g?.progress !== undefined ? 'progress' : g?.sum !== undefined ? 'sum' : g?.distinct !== undefined ? 'distinct' : 'count');
export const targetOf = (g: Goal | undefined): Amount | undefined => (measureOf(g) === 'count' || measureOf(g) === 'distinct' ? g?.count : g?.reach);
/** Another measure of the same behaviour; what was asked before is kept as far as it fits. */
export function measured(g: Goal | undefined, m: Measure): Goal {
  const n = targetOf(g) ?? 1, on = g?.on ?? 'order_completed';
  if (m === 'progress') return { progress: `count(${on}, this month)`, reach: n };
  if (m === 'sum') return { on, sum: 'amount', reach: n };
  return m === 'distinct' ? { on, distinct: 'item_id', count: n } : { on, count: n };
}
export const withTarget = (g: Goal | undefined, n: Amount | undefined): Goal => {
  const key = measureOf(g) === 'count' || measureOf(g) === 'distinct' ? 'count' : 'reach', next = { ...g };
  if (n === undefined) delete next[key]; else next[key] = n;
  return next;
};
export const periodName = (p: Doc['period']): PeriodName => (typeof p === 'object' && p !== null ? 'repeated' : (periods as readonly string[]).includes(p ?? '') ? (p as PeriodName) : 'once');
export const periodTimes = (p: Doc['period']): Amount => (typeof p === 'object' && p !== null ? p.repeated : 3);
export const periodOf = (name: PeriodName, times: Amount): Doc['period'] => (name === 'once' ? undefined : name === 'repeated' ? { repeated: times } : name);

const split = (on: string): [string, string] => { const m = /^([\s\S]*?)\s+where\s+([\s\S]*)$/.exec(on.trim()); return m ? [m[1] as string, ` where ${m[2]}`] : [on.trim(), '']; };
/** Who would have completed it once in the last 30 days; null: the goal does not say enough yet. */
export function lately(d: Doc): string | null {
  const g = d.goal, n = targetOf(g), m = measureOf(g);
  if (!g || n === undefined || !/^\d+(\.\d+)?$/.test(String(n))) return null;
  const who = typeof d.who === 'string' && d.who.trim() ? ` and (${d.who})` : '';
  if (m === 'progress') return g.progress?.trim() ? `(${g.progress}) >= ${n}${who}` : null;
  if (!g.on?.trim()) return null;
  const [event, where] = split(g.on), many = / or /.test(event) ? `(${event})` : event;
  const value = m === 'sum' ? `sum(${many}.${g.sum}${where}, last 30 days)` : m === 'distinct' ? `distinct(${many}.${g.distinct}${where}, last 30 days)` : `count(${event}${where}, last 30 days)`;
  return `${value} >= ${n}${who}`;
}

/** What is asked of everything that gives before it begins, and whether the document says it. */
export const gates = ['goal', 'budget', 'unit_cost', 'end', 'holdout'] as const;
export type Gate = (typeof gates)[number];
export function gateOpen(kind: Kind, d: Doc): Record<Gate, boolean> {
  const share = parseFloat(String(d.holdout ?? '0'));
  return {
    goal: kind !== 'task' || (targetOf(d.goal) !== undefined && ((d.goal?.progress ?? d.goal?.on) ?? '').trim() !== ''),
    budget: Object.values(d.budget ?? {}).some((v) => v !== undefined && v !== ''),
    unit_cost: d.unit_cost !== undefined && d.unit_cost !== '',
    end: Boolean(d.until || d.review),
    holdout: share > 0,
  };
}
/** The most that the budget allows to be given, in the workspace's currency; null: not limited in times. */
export const mostCost = (d: Doc): number | null => { const n = Number(d.budget?.times), c = Number(d.unit_cost); return d.budget?.times === undefined || d.unit_cost === undefined || Number.isNaN(n * c) ? null : n * c; };
/** Points of one completion. */
export const pointsOf = (gifts: readonly Gift[] | undefined): number => list(gifts).reduce((n, g) => n + (g.coupon === undefined ? Number(g.points ?? 0) || 0 : 0), 0);

/** What a template gives, in a currency and coupons that are there; nothing where there is none. */
export function fitted(d: Doc, currencies: readonly string[], coupons: readonly string[]): Doc {
  const gifts = (all: Gift[] | undefined): Gift[] => list(all).flatMap((g) => {
    if (g.coupon !== undefined) return coupons.includes(g.coupon) ? [g] : [];
    const currency = currencies.includes(g.currency ?? '') ? g.currency : currencies[0];
    return currency === undefined ? [] : [{ ...g, currency }];
  });
  return {
    ...d,
    ...(d.rewards ? { rewards: gifts(d.rewards) } : {}),
    ...(d.days ? { days: d.days.map(gifts) } : {}),
    ...(d.milestones ? { milestones: d.milestones.map((m) => ({ ...m, rewards: gifts(m.rewards) })).filter((m) => m.rewards.length) } : {}),
  };
}
