/* An earn rule as a document and as a form.  Amounts stay the text that was typed; what the form has no field for is carried
   along, and a multiplier with more than the form shows keeps it too. */
import type { Doc } from './currency';

export const rewards = ['rate', 'fixed', 'steps'] as const;
export const roundings = ['down', 'half_up', 'half_even', 'up'] as const;
export const combines = ['max', 'product', 'sum'] as const;
export const refunds = ['proportional', 'all', 'none'] as const;
export const capNames = ['event', 'order', 'day', 'week', 'month', 'total', 'budget'] as const;
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Cap = (typeof capNames)[number];

export interface Step { key: string; from: string; points: string; rate: boolean }
export interface Multiplier { key: string; name: string; by: string; programme: string; levels: string[]; monthDays: string; weekdays: string[]; dates: string; hours: string; event: string; who: string; rest: Doc }
export interface RuleForm {
  zh: string; en: string; currency: string; on: string; who: string;
  reward: (typeof rewards)[number]; of: string; points: string; per: string; steps: Step[]; rounding: (typeof roundings)[number]; minimum: string;
  multipliers: Multiplier[]; combine: (typeof combines)[number]; caps: Record<Cap, string>; giveBack: boolean;
  refund: (typeof refunds)[number]; refundOn: string; refundBy: string; refundOf: string; pending: string; expiry: string;
  from: string; until: string; priority: string; group: string; history: boolean; rest: Doc;
}

const object = (v: unknown): Doc => (v !== null && typeof v === 'object' && !Array.isArray(v) ? (v as Doc) : {});
const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : []);
const text = (v: unknown): string => (typeof v === 'string' || typeof v === 'number' ? String(v) : '');
const oneOf = <T extends string>(all: readonly T[], v: unknown, otherwise: T): T => (all.includes(v as T) ? (v as T) : otherwise);
const yes = (v: unknown): boolean => v === true || v === 'yes';
const without = (o: Doc, names: readonly string[]): Doc => Object.fromEntries(Object.entries(o).filter(([k]) => !names.includes(k)));
const clean = (o: Doc): Doc | undefined => { const kept = Object.entries(o).filter(([, v]) => v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0)); return kept.length > 0 ? Object.fromEntries(kept) : undefined; };
const own = ['title', 'currency', 'on', 'who', 'reward', 'multipliers', 'combine', 'caps', 'refund', 'pending_days', 'expiry_days', 'from', 'until', 'priority', 'exclusive_group', 'history'];

let made = 0;
const key = (): string => `r${++made}`;
export const newStep = (): Step => ({ key: key(), from: '', points: '', rate: false });
export const newMultiplier = (): Multiplier => ({ key: key(), name: '', by: '2', programme: '', levels: [], monthDays: '', weekdays: [], dates: '', hours: '', event: '', who: '', rest: {} });

function readMultiplier(raw: unknown): Multiplier {
  const m = object(raw), tier = object(m.tier);
  return {
    ...newMultiplier(), name: text(m.name), by: text(m.by), programme: text(tier.programme), levels: list(tier.levels).map(text), monthDays: list(m.month_days).map(text).join(', '), weekdays: list(m.weekdays).map(text),
    dates: list(m.dates).map(text).join(', '), hours: text(m.hours), event: text(m.event), who: text(m.who), rest: without(m, ['name', 'by', 'tier', 'month_days', 'weekdays', 'dates', 'hours', 'event', 'who']),
  };
}

export function readRule(document: Doc): RuleForm {
  const d = object(document), r = object(d.reward), caps = object(d.caps), refund = object(d.refund), title = d.title;
  const [zh, en] = typeof title === 'string' ? [title, title] : [text(object(title).zh), text(object(title).en)];
  return {
    zh, en, currency: text(d.currency), on: text(d.on), who: text(d.who),
    reward: Array.isArray(r.steps) ? 'steps' : r.of !== undefined ? 'rate' : r.points !== undefined ? 'fixed' : 'rate',
    of: text(r.of) || 'amount', points: text(r.points) || '1', per: text(r.per) || '1', rounding: oneOf(roundings, r.rounding, 'down'), minimum: text(r.minimum),
    steps: list(r.steps).map((s) => { const x = object(s); return { key: key(), from: text(x.from), points: text(x.rate !== undefined ? x.rate : x.points), rate: x.rate !== undefined }; }),
    multipliers: list(d.multipliers).map(readMultiplier), combine: oneOf(combines, d.combine, 'max'),
    caps: Object.fromEntries(capNames.map((c) => [c, text(caps[c])])) as Record<Cap, string>, giveBack: yes(caps.give_back),
    refund: d.refund === 'none' ? 'none' : oneOf(refunds, refund.points, 'proportional'), refundOn: text(refund.on), refundBy: Array.isArray(refund.by) ? refund.by.map(text).join(', ') : text(refund.by), refundOf: text(refund.of),
    pending: text(d.pending_days), expiry: text(d.expiry_days), from: text(d.from), until: text(d.until), priority: text(d.priority), group: text(d.exclusive_group), history: yes(d.history), rest: without(d, own),
  };
}

const amount = (s: string): string | number | undefined => {
  const plain = s.normalize('NFKC').replace(/[\s]/g, '');
  return plain.length <= 15 && String(Number(plain)) === plain ? Number(plain) : plain || undefined;
};
const words = (s: string): string[] => s.split(/[,，、\s]+/).filter((x) => x !== '');
const numbers = (s: string): unknown[] => words(s).map((x) => (/^\d{1,9}$/.test(x) ? Number(x) : x));

function writeMultiplier(m: Multiplier): Doc {
  return clean({
    ...m.rest, name: m.name.trim(), by: amount(m.by), tier: m.programme && m.levels.length > 0 ? { programme: m.programme, levels: m.levels } : undefined,
    month_days: numbers(m.monthDays), weekdays: m.weekdays, dates: words(m.dates), hours: m.hours.trim(), event: m.event.trim(), who: m.who.trim(),
  }) ?? {};
}

export function writeRule(f: RuleForm): Doc {
  const rounding = f.rounding === 'down' ? undefined : f.rounding, minimum = amount(f.minimum);
  const reward = {
    fixed: clean({ points: amount(f.points) }),
    rate: clean({ of: f.of.trim(), points: amount(f.points), per: f.per.trim() === '1' ? undefined : amount(f.per), rounding, minimum }),
    steps: clean({ of: f.of.trim(), steps: f.steps.map((s) => clean({ from: amount(s.from), [s.rate ? 'rate' : 'points']: amount(s.points) }) ?? {}), rounding, minimum }),
  }[f.reward];
  const by = words(f.refundBy);
  const refund = f.refund === 'none' ? 'none' : clean({ on: f.refundOn.trim(), by: by.length > 1 ? by : by[0], of: f.refundOf.trim(), points: f.refund === 'proportional' ? undefined : f.refund });
  return clean({
    ...f.rest, title: clean({ zh: f.zh.trim(), en: f.en.trim() }), currency: f.currency, on: f.on.trim(), who: f.who.trim(), reward,
    multipliers: f.multipliers.map(writeMultiplier), combine: f.combine === 'max' ? undefined : f.combine,
    caps: clean({ ...Object.fromEntries(capNames.map((c) => [c, amount(f.caps[c])])), give_back: f.giveBack || undefined }), refund,
    pending_days: amount(f.pending), expiry_days: amount(f.expiry), from: f.from.trim(), until: f.until.trim(), priority: amount(f.priority), exclusive_group: f.group.trim(), history: f.history || undefined,
  }) ?? {};
}

/** A point for each unit of money of an order: what most shops begin with. */
export const firstRule = (currency: string): RuleForm => readRule({ title: { zh: '消费积分', en: 'Points for orders' }, currency, on: 'order_completed where amount > 0', reward: { of: 'amount', points: 1 } });

/** Reading and writing the document as text: JSON, laid out. */
export const jsonOf = (d: Doc): string => JSON.stringify(d, null, 2);
export function parseJson(s: string): { document: Doc } | { wrong: string } {
  try {
    const d: unknown = JSON.parse(s);
    return d !== null && typeof d === 'object' && !Array.isArray(d) ? { document: d as Doc } : { wrong: '{ … }' };
  } catch (e) { return { wrong: e instanceof Error ? e.message : String(e) }; }
}
