import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { PeopleColumn, PeoplePage, PeopleValue } from '@/api/types';
import { useFormat, type Format } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import './PeopleTable.css';

export interface PeopleTableProps {
  columns: readonly PeopleColumn[];
  rows: PeoplePage['items'];
  label: string;
  /** Only these columns, in this order. */
  only?: readonly string[];
  /** Rows of 32 px, times as days. */
  dense?: boolean;
  keys?: boolean;
  maxHeight?: number | string;
  onMore?: (() => void) | undefined;
  moreBusy?: boolean;
}

function value(v: PeopleValue, c: PeopleColumn, f: Format, dense: boolean) {
  if (v === null || v === undefined) return '–';
  switch (c.type) {
    case 'count': return f.count(v as number);
    case 'number': return f.decimal(v as string | number);
    case 'money': return f.money(v as string);
    case 'time': return <Time v={String(v)} as={dense ? 'day' : 'dateTime'} />;
    case 'bool': return v ? '✓' : '✗';
    default: return String(v);
  }
}
const numeric = (c: PeopleColumn): boolean => c.type === 'count' || c.type === 'number' || c.type === 'money';

/** People, as listPeople and its like answer; a row leads to the person. */
export function PeopleTable({ columns, rows, only, label, ...rest }: PeopleTableProps) {
  const f = useFormat(), pick = usePick(), t = useStrings(strings);
  const dense = rest.dense ?? false;
  const [, go] = useLocation();
  const shown = useMemo<Column<PeoplePage['items'][number]>[]>(() => {
    const chosen = columns.map((c, i) => ({ c, i })).filter(({ c }) => !only || only.includes(c.id));
    if (only) chosen.sort((a, b) => only.indexOf(a.c.id) - only.indexOf(b.c.id));
    return [
      { id: '$person', title: t('person'), className: 'people-who', cell: (r) => <Link href={`/people/${encodeURIComponent(r.id)}`}>{r.name ?? r.id}{r.name && <span className="people-id"> {r.id}</span>}</Link> },
      ...chosen.map(({ c, i }): Column<PeoplePage['items'][number]> => ({ id: c.id, title: pick(c.title) || c.id, align: numeric(c) ? 'right' : 'left', wide: c.id === 'first_seen', className: 'people-cell', cell: (r) => value(r.values[i] ?? null, c, f, dense) })),
    ];
  }, [columns, only, pick, t, f, dense]);
  return <Table rows={rows} columns={shown} rowKey={(r) => r.id} label={label} onOpen={(r) => go(`/people/${encodeURIComponent(r.id)}`)} empty={<EmptyState kind="narrow" title={t('noOne')} help={t('noOneHelp')} />} {...rest} />;
}
