import { TeamOutlined } from '@/theme/icons';
import { Button } from 'antd';
import type { ClassificationValues, ClassValue } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { useAudience } from '@/parts/people/useAudience';
import { Table, type Column } from '@/parts/table/Table';
import { Delta } from '@/parts/text/Delta';
import { Money } from '@/parts/text/Money';
import { ClassName } from '../ClassName';
import { arrange } from '../logic/order';
import { inClass } from '../logic/rule';
import { strings } from '../strings';
import type { Model } from '../useModel';

export interface GroupTableProps {
  v: ClassificationValues;
  model: Model;
  /** People by class at the start of the period; null while that is asked. */
  was: ReadonlyMap<string, number> | null;
  start: string;
  /** Beside the grid there is no room for buyers and orders. */
  compact: boolean;
}

const change = (now: number, before: number | undefined): number | null => (before ? (now - before) / before : null);
const each = (r: ClassValue): number | null => (r.people > 0 ? Number(r.revenue) / r.people : null);

/** The classes with what they are worth; ticked ones open together. */
export function GroupTable({ v, model, was, start, compact }: GroupTableProps) {
  const t = useStrings(strings), f = useFormat();
  const { open } = useAudience();
  const [s, set] = useUrlState({ groups: p.list() });
  const rows = arrange(v.classes, model.order);
  const chosen = rows.filter((r) => s.groups.includes(r.name));
  const titleOf = (names: readonly string[]) => t('groupTitle', { title: model.title, names: names.map(model.nameOf).join(' · ') });
  const columns: Column<ClassValue>[] = [
    { id: 'name', title: t('group'), cell: (r) => <ClassName name={r.name} model={model} /> },
    { id: 'people', title: t('people'), align: 'right', sort: (r) => r.people, cell: (r) => <Door expression={r.people > 0 ? r.expression : null} title={titleOf([r.name])} asOf={v.as_of}>{f.count(r.people)}</Door> },
    { id: 'share', title: t('share'), align: 'right', wide: true, sort: (r) => r.share, cell: (r) => f.rate(r.share) },
    { id: 'change', title: t('change', { day: start }), align: 'right', sort: (r) => (was ? change(r.people, was.get(r.name)) : null), cell: (r) => (was ? <Delta change={change(r.people, was.get(r.name))} better="none" /> : '…') },
    ...(compact ? [] : [
      { id: 'buyers', title: t('buyers'), align: 'right', wide: true, sort: (r: ClassValue) => r.buyers, cell: (r: ClassValue) => f.count(r.buyers) },
      { id: 'orders', title: t('orders'), align: 'right', wide: true, sort: (r: ClassValue) => r.orders, cell: (r: ClassValue) => f.count(r.orders) },
      { id: 'money', title: t('money'), align: 'right', sort: (r: ClassValue) => Number(r.revenue), cell: (r: ClassValue) => <Money v={r.revenue} full /> },
    ] as Column<ClassValue>[]),
    { id: 'moneyShare', title: t('moneyShare'), align: 'right', wide: !compact, sort: (r) => r.revenue_share, cell: (r) => f.rate(r.revenue_share) },
    { id: 'each', title: t('each'), align: 'right', wide: true, sort: each, cell: (r) => <Money v={each(r)} /> },
  ];
  const people = rows.reduce((n, r) => n + r.people, 0);
  return (
    <>
      {chosen.length > 0 && (
        <div className="class-choice" role="status">
          <span>{t.node('chosen', { n: chosen.length })} · <b className="num">{t('nPeople', { n: chosen.reduce((n, r) => n + r.people, 0) })}</b></span>
          <Button size="small" type="primary" icon={<TeamOutlined />} onClick={() => open({ expression: inClass(model.slug, chosen.map((r) => r.name), null), title: titleOf(chosen.map((r) => r.name)), asOf: v.as_of })}>{t('seePeople')}</Button>
          <Button size="small" type="text" onClick={() => set({ groups: [] })}>{t('clear')}</Button>
        </div>
      )}
      <Table keys dense={compact} rows={rows} rowKey={(r) => r.name} label={t('groups')} columns={columns} selected={new Set(s.groups)} onSelect={(keys) => set({ groups: [...keys] })}
        foot={<tr><td /><td>{t('total')}</td><td className="table-right num">{f.count(people)}</td><td colSpan={columns.length - 2} /></tr>} />
      <p className="class-note">{t('year')}</p>
    </>
  );
}
