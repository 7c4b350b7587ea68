/* The few requests of these pages. The token stands behind the # of the address: it goes to no server but in this header. */
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Visit = Schemas['Visit'];
export type Balance = Schemas['VisitBalance'];
export type Change = Schemas['VisitChange'];
export type Coupon = Schemas['VisitCoupon'];
export type Offer = Schemas['VisitOffer'];
export type Benefit = Schemas['VisitBenefit'];
export type Card = Schemas['VisitCard'];
export type Reward = Schemas['VisitReward'];
export type Task = Schemas['VisitTask'];
export type CheckIn = Schemas['VisitCheckIn'];
export type Badge = Schemas['VisitBadge'];
export type Draw = Schemas['VisitDraw'];
export type Turn = Schemas['VisitTurn'];
export type MallOffer = Schemas['MallOffer'];
export type MallOrder = Schemas['VisitMallOrder'];
export type MallCodes = Schemas['MallCodes'];
export type MallPlace = Schemas['VisitMallPlace'];
export type MallOrdered = Schemas['VisitMallOrdered'];
export type BoardRow = Schemas['VisitBoardRow'];
export type Board = Schemas['VisitBoard'];
export type BoardPlace = Schemas['VisitBoardPlace'];
export interface List<T> { items: T[]; next?: string | null }

export class Refused extends Error {
  constructor(readonly status: number, readonly code: string) { super(code); }
}

export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, key: string): Promise<T>;
}

export function api(token: string, lang: string): Api {
  async function send<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}`, 'Accept-Language': lang };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    let a: Response;
    try {
      a = await fetch(`/api/visit${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'omit', cache: 'no-store' });
    } catch { throw new Refused(0, 'network'); }
    const said = (await a.json().catch(() => ({}))) as { code?: string };
    if (!a.ok) throw new Refused(a.status, said.code ?? 'unknown');
    return said as T;
  }
  return { get: (path) => send('GET', path), post: (path, body, key) => send('POST', path, body, key) };
}

/** A key for one thing that is asked for, kept while it is tried again. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}
