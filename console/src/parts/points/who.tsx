import { Link } from 'wouter';
import type { TransactionRow } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** Who did it: a colleague or a key by name, else one of Shoal's own. */
export function Actor({ actor, name }: { actor: string; name: string | null }) {
  const t = useStrings(strings);
  if (name) return <>{name}</>;
  const own = { earn: t('byRules'), programme: t('byGifts'), gift: t('byGifts'), task: t('byTasks'), checkin: t('byCheckin'), checkout: t('byOrders'), mall: t('byMall'), cli: t('byCli'), '': t('byClock') }[actor];
  return own === undefined ? <code>{actor}</code> : <span className="muted">{own}</span>;
}

/** The person of a transaction, as a door to what they have. */
export function Whom({ person, currency }: { person: TransactionRow['person']; currency: string }) {
  const t = useStrings(strings);
  if (person === null) return <span className="muted">{t('erased')}</span>;
  return <Link href={accountHref(person.id ?? `~${person.subject}`, currency)}>{person.name ?? person.id ?? t('anonymous')}</Link>;
}

export const accountHref = (id: string, currency?: string): string => `/points/people/${encodeURIComponent(id)}${currency ? `?currency=${encodeURIComponent(currency)}` : ''}`;
