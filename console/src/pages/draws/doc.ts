/* A draw's document, and its odds: exact to nine fraction digits, as text and whole numbers, never as binary fractions. */
import { list, type Amount, type Gift, type Text } from '@/parts/docs/doc';

export * from '@/parts/docs/doc';
export interface Prize { slug: string; title?: Text; probability?: Amount; stock?: Amount; cost?: Amount; per_person?: Amount; gift?: Text; reward?: Gift; falls_to?: string }
export interface Doc {
  title?: Text; goal?: string; from?: string; until?: string; audience?: string; price?: { points?: Amount; currency?: string }; free?: { per_day?: Amount; in_all?: Amount };
  limits?: { per_day?: Amount; in_all?: Amount }; budget?: Amount; holdout?: Amount | string; prizes?: Prize[];
}

export const WHOLE = 1_000_000_000;
const DIGITS = 9;
/** "0.0001" → 100000 of WHOLE; null: no such number, or finer than that. */
export function chanceOf(p: Amount | undefined): number | null {
  const text = typeof p === 'number' ? p.toFixed(12).replace(/0+$/, '').replace(/\.$/, '') : (p ?? '').trim();
  const m = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!m || (m[2] ?? '').length > DIGITS) return null;
  const n = Number(m[1]) * WHOLE + Number((m[2] ?? '').padEnd(DIGITS, '0'));
  return n <= WHOLE ? n : null;
}
/** 100000 → "0.01%"; nothing is rounded. */
export function percentOf(chance: number): string {
  const s = String(chance).padStart(DIGITS + 1, '0');
  const whole = s.slice(0, -7).replace(/^0+(?=\d)/, ''), rest = s.slice(-7).replace(/0+$/, '');
  return `${whole}${rest ? `.${rest}` : ''}%`;
}
/** "0.01%" or "0.01" (of a hundred) as typed → the document's "0.0001"; what is no number stays for the server to judge. */
export function shareOf(percent: string): Amount | undefined {
  const text = percent.replace(/[%％\s]/g, '');
  if (text === '') return undefined;
  const m = /^(\d*)(?:\.(\d*))?$/.exec(text);
  if (!m) return text;
  const whole = (m[1] || '0').padStart(3, '0'), out = `${whole.slice(0, -2)}.${whole.slice(-2)}${m[2] ?? ''}`;
  return out.replace(/^0+(?=\d)/, '').replace(/0+$/, '').replace(/\.$/, '') || '0';
}
export const shownPercent = (p: Amount | undefined): string => { const n = chanceOf(p); return n === null ? String(p ?? '') : percentOf(n).slice(0, -1); };

/** What is left for no prize; null: some probability is no number. */
export function noneOf(prizes: readonly Prize[] | undefined): number | null {
  let left = WHOLE;
  for (const p of list(prizes)) { const n = chanceOf(p.probability); if (n === null) return null; left -= n; }
  return left;
}
/** What one turn costs on average, in the workspace's currency: an expectation to plan with. */
export const costOfTurn = (prizes: readonly Prize[] | undefined): number => list(prizes).reduce((sum, p) => sum + ((chanceOf(p.probability) ?? 0) / WHOLE) * (Number(p.cost) || 0), 0);

export const gates = ['goal', 'until', 'budget', 'cost', 'holdout'] as const;
export function gateOpen(d: Doc): Record<(typeof gates)[number], boolean> {
  const some = (v: unknown) => v !== undefined && v !== '';
  return { goal: some(d.goal), until: some(d.until), budget: some(d.budget), cost: list(d.prizes).length > 0 && list(d.prizes).every((p) => some(p.cost)), holdout: parseFloat(String(d.holdout ?? 0)) > 0 };
}

const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
/** What one begins with: two prizes, most turns without one. */
export function begin(currency: string | undefined): Doc {
  return {
    title: { zh: '幸运抽奖', en: 'Lucky draw' }, goal: 'order_completed', from: day(0), until: day(30), free: { per_day: 1 }, limits: { per_day: 3 }, budget: 5000, holdout: 0.05,
    prizes: [
      { slug: 'grand', title: { zh: '大奖', en: 'Grand prize' }, probability: '0.0001', stock: 3, per_person: 1, cost: 999, gift: { zh: '快递寄送', en: 'Sent by courier' } },
      ...(currency ? [{ slug: 'points', title: { zh: '20 积分', en: '20 points' }, probability: '0.3', cost: 0.2, reward: { points: 20, currency } }] : [{ slug: 'small', title: { zh: '小礼品', en: 'A small gift' }, probability: '0.1', stock: 100, cost: 5, gift: { zh: '到店领取', en: 'At the counter' } }]),
    ],
  };
}
