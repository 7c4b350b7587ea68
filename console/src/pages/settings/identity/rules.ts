import type { IdentityRules, IdentityType } from '@/api/types';

export type Numbers = Record<string, number | null>;
export interface TypeRule { type: string; class: IdentityType['class']; priority: number | null; limit: number | null; known: boolean; seen: boolean; usualPriority: number | null; usualLimit: number | null }
export interface Draft { types: TypeRule[]; devices: Numbers; breakers: Numbers; reject: string }

/** Bounds of the server (person/identity.h); it says so too. */
export const bounds: Record<string, [number, number]> = {
  session_minutes: [1, 1440], sticky_days: [0, 365], claim_days: [0, 365], piece_days: [1, 30], late_hours: [0, 8760], shared_accounts_7_days: [2, 5], shared_accounts_90_days: [2, 5], shared_days: [1, 365],
  people_per_identity: [1, 32], identities_per_person: [2, 10000], merges_per_person: [1, 10000],
};
export const strongBounds: [number, number] = [11, 99], deviceBounds: [number, number] = [100, 119], LIMIT_MAX = 100;

export const draftOf = (r: IdentityRules): Draft => ({
  types: [...r.types].sort((a, b) => a.priority - b.priority).map((x) => ({ type: x.type, class: x.class, priority: x.priority, limit: x.limit, known: x.known, seen: x.seen, usualPriority: x.usual_priority, usualLimit: x.usual_limit })),
  devices: { ...r.devices }, breakers: { ...r.breakers }, reject: r.reject.join('\n'),
});

/** May anything of it be set? An account and what nobody typed are what they are. */
export const settable = (x: TypeRule): boolean => x.class === 'strong' || x.class === 'device';
export const nameOk = (name: string, all: readonly TypeRule[]): boolean => /^[a-z][a-z0-9_]{0,63}$/.test(name) && !all.some((x) => x.type === name);
const within = (n: number | null, [low, high]: [number, number]): boolean => n !== null && Number.isInteger(n) && n >= low && n <= high;
export const priorityOk = (x: TypeRule): boolean => !settable(x) || within(x.priority, x.class === 'strong' ? strongBounds : deviceBounds);
export const limitOk = (x: TypeRule): boolean => x.class !== 'strong' || within(x.limit, [1, LIMIT_MAX]);
export const numberOk = (key: string, n: number | null): boolean => within(n, bounds[key] ?? [0, 0]);
export const complete = (d: Draft): boolean => d.types.every((x) => priorityOk(x) && limitOk(x)) && [...Object.entries(d.devices), ...Object.entries(d.breakers)].every(([k, n]) => numberOk(k, n)) &&
  (d.devices.shared_accounts_90_days ?? 0) >= (d.devices.shared_accounts_7_days ?? 0);

const changed = (now: Numbers, usual: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(now).filter(([k, n]) => n !== null && n !== usual[k])) as Record<string, number>;

/** The document: only what differs from the defaults, so that defaults that change later hold. A strong type nobody declared has limit 1 and priority 90. */
export function documentOf(d: Draft, usual: IdentityRules['usual']): Record<string, unknown> {
  const types: Record<string, unknown> = {};
  for (const x of d.types.filter(settable)) {
    const device = x.class === 'device';
    if (x.known ? x.priority !== x.usualPriority || (!device && x.limit !== x.usualLimit) : device || x.priority !== 90 || x.limit !== 1 || !x.seen)
      types[x.type] = { ...(x.known ? {} : { class: x.class }), priority: x.priority, ...(device ? {} : { limit: x.limit }) };
  }
  const devices = changed(d.devices, usual.devices), breakers = changed(d.breakers, usual.breakers);
  const reject = [...new Set(d.reject.split('\n').map((s) => s.trim()).filter(Boolean))];
  return { title: { zh: '身份规则', en: 'Identities' }, ...(Object.keys(types).length ? { types } : {}), ...(reject.length ? { reject } : {}), ...(Object.keys(devices).length ? { devices } : {}), ...(Object.keys(breakers).length ? { breakers } : {}) };
}
