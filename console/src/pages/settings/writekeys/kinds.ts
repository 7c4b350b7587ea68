import type { WriteKey, WriteScope, WriteUse } from '@/api/types';

export const scopes: readonly WriteScope[] = ['events', 'people', 'links', 'catalogue'];
/** What a key of a kind gets if nothing is chosen: the server's own defaults. */
export const defaults = { browser: { scopes: ['events', 'people', 'links'] as WriteScope[], addressRate: 500 }, server: { scopes: [...scopes], addressRate: 0 } };

export const alive = (k: WriteKey): boolean => k.revoked_at === null;
export const originsOf = (text: string): string[] => text.split(/[\s,，；;]+/).filter((s) => s !== '');
export const anyUse = (u: WriteUse): boolean => u.events + u.rejected + u.refused > 0;
/** When the last of the secrets that are on their way out stops working. */
export const oldUntil = (k: WriteKey): string | null => k.secrets.flatMap((s) => s.until ?? []).sort().at(-1) ?? null;
