/* Who is behind a number, in the language. */
import type { Kind } from './doc';

const q = (s: string): string => JSON.stringify(s);
export const eventOf = (kind: Kind): string => ({ task: 'task_completed', check_in: 'checked_in', badge: 'badge_awarded' })[kind];
/** The events of one document. */
export const selectorOf = (kind: Kind, slug: string): string => `${eventOf(kind)} where ${kind} = ${q(slug)}`;
export const doorOf = (kind: Kind, slug: string): string => (kind === 'task' ? `task(${q(slug)}) >= 1` : `did(${selectorOf(kind, slug)})`);
