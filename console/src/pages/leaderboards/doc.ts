/* A leaderboard's document. */
import { list, type Amount, type Gift, type Text } from '@/parts/docs/doc';

export * from '@/parts/docs/doc';
export const periods = ['once', 'day', 'week', 'month'] as const;
export const orders = ['highest', 'lowest'] as const;
export const tieRules = ['shared', 'dense', 'first'] as const;
export const nameRules = ['masked', 'hidden'] as const;
export interface Prize { ranks?: Amount; rewards?: Gift[] }
export interface Doc {
  title?: Text; description?: Text; active?: boolean; score?: string; period?: (typeof periods)[number]; people?: string; order?: (typeof orders)[number]; minimum?: Amount; ties?: (typeof tieRules)[number]; show?: Amount; names?: (typeof nameRules)[number]; settle?: { minutes?: Amount; hours?: Amount; days?: Amount };
  prizes?: Prize[]; budget?: { times?: Amount; points?: Amount; coupons?: Amount }; unit_cost?: Amount; from?: string; until?: string; review?: string; holdout?: string | Amount;
}

/** "2-10" → [2, 10]. */
export function rangeOf(p: Prize): [string, string] {
  const [from = '', to = from] = String(p.ranks ?? '').split('-').map((x) => x.trim());
  return [from, to];
}
export const ranksOf = (from: string, to: string): Amount => (from === to || to === '' ? (/^\d+$/.test(from) ? Number(from) : from) : `${from}-${to}`);
/** The range after those that are there. */
export const nextRange = (all: readonly Prize[]): Amount => { const last = all.length ? Number(rangeOf(all[all.length - 1] as Prize)[1]) : 0; return all.length === 0 ? 1 : Number.isFinite(last) ? `${last + 1}-${last + 10}` : '2-10'; };

/** What is asked of everything that gives before it begins; a board without prizes gives nothing. */
export const gates = ['score', 'budget', 'unit_cost', 'end', 'holdout'] as const;
export function gateOpen(d: Doc): Record<(typeof gates)[number], boolean> {
  const some = (v: unknown) => v !== undefined && v !== '';
  return { score: some(d.score?.trim()), budget: Object.values(d.budget ?? {}).some(some), unit_cost: some(d.unit_cost), end: Boolean(d.until || d.review), holdout: parseFloat(String(d.holdout ?? 0)) > 0 };
}
export const gives = (d: Doc): boolean => list(d.prizes).length > 0;

/** What one begins with: who bought most this week, nothing given. */
export const begin = (): Doc => ({ title: { zh: '本周消费榜', en: 'Buyers of the week' }, active: true, score: 'sum(order_completed.amount)', period: 'week', show: 100 });
