import { Link } from 'wouter';
import type { BoardPlace, Leaderboard } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { useNames } from '@/parts/members/useNames';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

type Reward = Leaderboard['prizes'][number]['rewards'][number];

/** "50 Points, 2 × Thank-you coupon". */
export function useRewards(): (all: readonly Reward[]) => string {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  return (all) => all.map((x) => (x.coupon === undefined ? t('nPoints', { n: f.decimal(x.points ?? '0'), currency: names.currency(x.currency ?? '') }) : t('nCoupons', { n: f.decimal(x.count ?? 1), coupon: names.coupon(x.coupon) }))).join(t('comma'));
}

export interface PlacesProps { rows: readonly BoardPlace[]; prizes: Leaderboard['prizes']; label: string; /** Whose place it is about. */ of?: number | null; final?: boolean; keys?: boolean; empty?: React.ReactNode; onMore?: (() => void) | undefined; moreBusy?: boolean }

/** Places in order: rank, person, score, and what it gives. */
export function Places({ rows, prizes, label, of, final, keys, empty, onMore, moreBusy }: PlacesProps) {
  const t = useStrings(strings), f = useFormat(), rewards = useRewards();
  const prize = (r: BoardPlace) => { const x = r.prize === null ? undefined : prizes[r.prize]; return x ? <>{rewards(x.rewards)}{final && <span className="brd-note">{t(r.given ? 'givenNow' : 'notGiven')}</span>}</> : '–'; };
  return (
    <Table<BoardPlace> dense keys={keys ?? false} rows={rows} rowKey={(r) => String(r.position)} label={label} rowClass={(r) => (of != null && r.position === of ? 'brd-of' : undefined)} columns={[
      { id: 'rank', title: t('rank'), align: 'right', width: 72, cell: (r) => <span className="num">{f.count(r.rank)}</span> },
      { id: 'person', title: t('person'), cell: (r) => (r.id ? <Link href={`/people/${encodeURIComponent(r.id)}`}>{r.name ?? r.id}</Link> : <span className="muted">{t('erased')}</span>) },
      { id: 'score', title: t('score'), align: 'right', cell: (r) => <span className="num">{f.decimal(r.score)}</span> },
      { id: 'at', title: t('lastAt'), wide: true, cell: (r) => (r.at ? <Time v={r.at} /> : '–') },
      ...(prizes.length ? [{ id: 'prize', title: t('prize'), wide: true, cell: prize }] : []),
    ]} empty={empty} onMore={onMore} moreBusy={moreBusy ?? false} />
  );
}
