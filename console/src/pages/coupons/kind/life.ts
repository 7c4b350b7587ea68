/* What happened to a coupon, as far as the coupon itself says: the newest reservation or use, not those before it. */
import type { Coupon } from '@/api/types';

export type LifeWhat = 'made' | 'issued' | 'claimed' | 'starts' | 'reserved' | 'redeemed' | 'held' | 'ends';
export interface LifeStep { what: LifeWhat; at: string; /** Not yet. */ ahead: boolean }

export function lifeOf(c: Coupon, now: number): LifeStep[] {
  const steps: { what: LifeWhat; at: string | null }[] = [
    { what: c.held && !c.claimed_at ? 'issued' : 'made', at: c.issued_at },
    { what: 'claimed', at: c.claimed_at },
    { what: 'starts', at: c.valid_from && c.issued_at && Date.parse(c.valid_from) > Date.parse(c.issued_at) ? c.valid_from : null },
    { what: c.status === 'redeemed' ? 'redeemed' : 'reserved', at: c.order ? c.used_at : null },
    { what: 'held', at: c.status === 'reserved' ? c.reserved_until : null },
    // Of a coupon that was used or taken away its end says nothing any more.
    { what: 'ends', at: c.status === 'redeemed' || c.status === 'revoked' ? null : c.valid_until },
  ];
  // Claimed the moment it was made: one thing happened, not two.
  const all = steps.filter((s) => s.at !== null && !(s.what === 'made' && c.claimed_at === c.issued_at)) as { what: LifeWhat; at: string }[];
  return all.map((s) => ({ ...s, ahead: Date.parse(s.at) > now })).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
