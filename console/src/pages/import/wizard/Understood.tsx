import { Tag } from 'antd';
import { useApi } from '@/api/hooks';
import type { PreviewRow } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Table } from '@/parts/table/Table';
import { strings } from './strings';
import './Understood.css';

function Pairs({ of, lead, but }: { of: Record<string, unknown>; lead?: string; but?: string }) {
  const list = Object.entries(of).filter(([k]) => k !== but);
  if (list.length === 0) return null;
  return <>{lead && <span className="understood-lead">{lead}</span>}{list.map(([k, v]) => <span key={k} className="understood-pair"><i>{k}</i> {String(v)}</span>)}</>;
}

const Why = ({ row }: { row: PreviewRow }) => <span className="understood-why">{row.problem?.detail}<code title={row.text}>{row.text}</code></span>;

export const isLeftOut = (code: string | undefined): boolean => code === 'row_left_out';

/** Rows as the mapping understands them; those that will not be imported say why, with the row as it stands. */
export function Understood({ rows, label, maxHeight, empty }: { rows: readonly PreviewRow[]; label: string; maxHeight?: number; empty?: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const phone = usePhone();
  const words = useApi('vocabulary', {}, { fresh: 600_000, live: false });
  // Of events the workspace has, its own titles; a first file brings some it does not know yet.
  const usual: Record<string, string> = { order_completed: t('evOrder'), order_refunded: t('evRefund'), order_item: t('evItem'), signed_up: t('evSignUp'), $set: t('evSet'), item_set: t('evCatalogue') };
  const titleOf = (name: string) => pick(words.data?.events.find((e) => e.name === name)?.title) || usual[name] || name;
  return (
    <Table<PreviewRow> dense rows={rows} rowKey={(r, i) => `${r.line} ${i}`} label={label} empty={empty ?? t('noRows')} {...(maxHeight ? { maxHeight } : {})}
      rowClass={(r) => (r.ok ? undefined : isLeftOut(r.problem?.code) ? 'understood-out' : 'understood-bad')}
      {...(phone ? { detail: (r: PreviewRow) => !r.ok && <Why row={r} /> } : {})}
      columns={[
        { id: 'line', title: t('line'), align: 'right', width: 64, cell: (r) => f.count(r.line) },
        { id: 'event', title: t('result'), width: 150, cell: (r) => (r.ok ? <span title={r.event}>{titleOf(r.event)}</span> : isLeftOut(r.problem?.code) ? <Tag variant="filled">{t('leftOut')}</Tag> : <Tag variant="filled" color="error">{t('bad')}</Tag>) },
        { id: 'who', title: t('who'), width: 150, className: 'understood-who', cell: (r) => r.person && <span title={`${r.person.type}: ${r.person.value}`}>{r.person.value}{r.person.type !== 'user_id' && r.person.type !== '' && <em>{r.person.type}</em>}</span> },
        { id: 'when', title: t('when'), width: 150, wide: true, cell: (r) => r.ok && <span className="num understood-when">{r.time ?? t('ever')}</span> },
        { id: 'amount', title: t('amount'), align: 'right', width: 110, cell: (r) => r.amount !== null && f.money(r.amount) },
        { id: 'content', title: t('content'), cell: (r) => (r.ok
          ? <span className="understood-pairs"><Pairs of={r.props} {...(r.amount !== null ? { but: 'amount' } : {})} /><Pairs of={r.attributes} lead={t('setOn')} /></span>
          : !phone && <Why row={r} />) },
      ]} />
  );
}
