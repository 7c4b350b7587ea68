import type { User } from '@/api/types';

/** Name if there is one, else the address. */
export const labelOf = (u: User): string => u.name || u.email;
