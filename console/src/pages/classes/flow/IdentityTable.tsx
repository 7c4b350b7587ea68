import { CheckOutlined, CloseOutlined } from '@/theme/icons';
import type { ReactNode } from 'react';
import type { ClassificationFlow } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { Table, type Column } from '@/parts/table/Table';
import { ClassName } from '../ClassName';
import { holds, others, type Identity, type Move } from '../logic/flow';
import { arrange } from '../logic/order';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Mover } from './useMove';

export interface IdentityTableProps { flow: ClassificationFlow; moves: readonly Move[]; model: Model; mover: Mover; asOf: string }

/** Start and end of each class as sums that must hold; each term opens its people. */
export function IdentityTable({ flow, moves, model, mover, asOf }: IdentityTableProps) {
  const t = useStrings(strings), f = useFormat();
  const rows = arrange(flow.identity.map((i) => ({ ...i, name: i.class })), model.order);
  const door = (n: number, behind: { expression: string; title: string }): ReactNode => (n > 0 ? <Door {...behind} asOf={asOf}>{f.count(n)}</Door> : <span className="muted">0</span>);
  type Row = Identity & { name: string };
  const column = (id: keyof Identity, word: string, sign: string, behind: (r: Row) => { expression: string; title: string }, strong = false): Column<Row> => ({
    id, align: 'right', label: word, title: sign ? <><span className="identity-sign">{sign}</span> {word}</> : word, cell: (r) => (strong ? <b>{door(r[id] as number, behind(r))}</b> : door(r[id] as number, behind(r))) });
  const columns: Column<Row>[] = [
    { id: 'class', title: t('group'), cell: (r) => <ClassName name={r.class} model={model} /> },
    column('start', t('startN'), '', (r) => mover.part(r.class, t('startN'), [r.class], null), true),
    column('stayed', t('stayed'), '=', (r) => mover.part(r.class, t('stayed'), [r.class], [r.class])),
    column('up', t('up'), '+', (r) => mover.part(r.class, t('up'), [r.class], others(moves, r.class, 'up'))),
    column('down', t('down'), '+', (r) => mover.part(r.class, t('down'), [r.class], others(moves, r.class, 'down'))),
    column('lost', t('lost'), '+', (r) => mover.part(r.class, t('lost'), [r.class], ['none'])),
    column('end', t('endN'), '', (r) => mover.part(r.class, t('endN'), null, [r.class]), true),
    { ...column('stayed', t('stayed'), '=', (r) => mover.part(r.class, t('stayed'), [r.class], [r.class])), id: 'stayed2' },
    column('arrived', t('arrived'), '+', (r) => mover.part(r.class, t('arrived'), others(moves, r.class, 'arrived'), [r.class])),
    column('entered', t('enteredShort'), '+', (r) => mover.part(r.class, t('enteredShort'), ['absent'], [r.class])),
    { id: 'check', title: <span className="visually-hidden">{t('checks')}</span>, label: t('checks'), align: 'center', cell: (r) => (holds(r) ? <span className="identity-ok" role="img" aria-label={t('checks')} title={t('checks')}><CheckOutlined /></span> : <span className="identity-bad"><CloseOutlined /> {t('checksNot')}</span>) },
  ];
  return <Table dense rows={rows} rowKey={(r) => r.class} label={t('identity')} columns={columns} />;
}
