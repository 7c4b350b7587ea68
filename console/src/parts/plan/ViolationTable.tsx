import { Button } from 'antd';
import { useState } from 'react';
import type { Violation, Violations } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { LetterModal } from './LetterModal';
import { strings } from './strings';
import './plan.css';

/** Ways in which rows break the plans, with the newest example of each. `refusals`: also what was refused, with its letter. */
export function ViolationTable({ data, events, refusals }: { data: Violations; events?: boolean; refusals?: boolean }) {
  const t = useStrings(strings), f = useFormat();
  const [letter, open] = useState<number | null>(null);
  const columns: Column<Violation>[] = [
    ...(events ? [{ id: 'event', title: t('event'), sort: (r: Violation) => r.event, cell: (r: Violation) => <code>{r.event}</code> }] : []),
    { id: 'property', title: t('property'), sort: (r) => r.property, cell: (r) => (r.property ? <code>{r.property}</code> : <span className="muted">{t('itself')}</span>) },
    { id: 'reason', title: t('reason'), cell: (r) => (r.reason === 'unknown event' ? t('noEvent') : t(r.reason)) },
    { id: 'rows', title: t('rows'), align: 'right', sort: (r) => r.rows, cell: (r) => f.count(r.rows) },
    ...(refusals ? [{ id: 'refused', title: t('rejected'), align: 'right' as const, sort: (r: Violation) => r.refused, cell: (r: Violation) => (r.letter === null ? f.count(r.refused) : <Button type="link" size="small" aria-label={`${f.count(r.refused)} · ${t('openLetter')}`} onClick={() => open(r.letter)}>{f.count(r.refused)}</Button>) }] : []),
    { id: 'example', title: t('example'), wide: true, cell: (r) => r.example !== null && <span className="violation-value">{r.example}</span> },
    { id: 'newest', title: t('newest'), align: 'right', wide: true, cell: (r) => <Time v={r.newest_at ?? r.refused_at} as="relative" /> },
  ];
  return (
    <>
      {!data.complete && <p className="muted card-note">{t('part', { n: f.count(data.rows) })}</p>}
      <Table dense rows={data.items} rowKey={(r) => `${r.event}/${r.property}/${r.reason}`} label={t('violations')} columns={columns} />
      {letter !== null && <LetterModal id={letter} onClose={() => open(null)} />}
    </>
  );
}
