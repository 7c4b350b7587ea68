/* Rules of how long events are kept, as the API writes them ("36m,product_viewed=13m,page_viewed=90d"), and as a form. */
export type Unit = 'd' | 'm' | 'forever';
export interface Keep { n: number; unit: Unit }
export interface Rule { event: string; keep: Keep }
export interface Rules { all: Keep; events: Rule[] }

export const MAX: Record<Unit, number> = { d: 36_500, m: 1_200, forever: 0 };
const FOREVER: Keep = { n: 0, unit: 'forever' };

function keepOf(text: string): Keep {
  const m = /^(\d+)([dm])$/.exec(text.trim());
  return m ? { n: Number(m[1]), unit: m[2] as Unit } : FOREVER;
}

export function readRules(text: string): Rules {
  const rules: Rules = { all: FOREVER, events: [] };
  for (const part of text.split(',').map((x) => x.trim()).filter(Boolean)) {
    const at = part.lastIndexOf('=');
    if (at < 0) rules.all = keepOf(part);
    else rules.events.push({ event: part.slice(0, at), keep: keepOf(part.slice(at + 1)) });
  }
  return rules;
}

const text = (k: Keep): string => (k.unit === 'forever' ? 'forever' : `${k.n}${k.unit}`);

/** A bound of nothing is no bound. */
export const complete = (k: Keep): boolean => k.unit === 'forever' || (Number.isInteger(k.n) && k.n >= 1 && k.n <= MAX[k.unit]);

/** null while something is missing, or an event has two rules. */
export function writeRules(r: Rules): string | null {
  const names = r.events.map((x) => x.event);
  if (![r.all, ...r.events.map((x) => x.keep)].every(complete) || names.includes('') || new Set(names).size < names.length) return null;
  const parts = [...(r.all.unit === 'forever' ? [] : [text(r.all)]), ...r.events.map((x) => `${x.event}=${text(x.keep)}`)];
  return parts.join(',') || 'none';
}
