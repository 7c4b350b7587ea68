import { CaretDownFilled, CaretUpFilled } from '@/theme/icons';
import { Button } from 'antd';
import { Fragment, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject } from 'react';
import { useHotkey } from '@/commands/registry';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './Table.css';

/** Whether there is more to the right than fits: then the keyboard has to be able to scroll there. */
function useOverflow(box: RefObject<HTMLDivElement | null>): boolean {
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const el = box.current;
    if (!el || typeof ResizeObserver === 'undefined') return undefined;
    const look = () => setWide(el.scrollWidth > el.clientWidth);
    const watch = new ResizeObserver(look);
    watch.observe(el);
    if (el.firstElementChild) watch.observe(el.firstElementChild);
    return () => watch.disconnect();
  }, [box]);
  return wide;
}

export interface Column<R> {
  id: string;
  title: ReactNode;
  /** For the sort button's name when the title is not text. */
  label?: string;
  cell: (row: R, index: number) => ReactNode;
  /** Numbers stand right. */
  align?: 'left' | 'right' | 'center';
  width?: number | string;
  /** Makes the column sortable here: its value. null sorts last. */
  sort?: (row: R) => number | string | null;
  /** Not shown on phones. */
  wide?: boolean;
  className?: string;
}

export interface TableProps<R> {
  rows: readonly R[];
  columns: readonly Column<R>[];
  rowKey: (row: R, index: number) => string;
  /** What the table is, for screen readers. */
  label: string;
  /** Rows 32 px high with 13 px type instead of 40 px. */
  dense?: boolean;
  /** Click, Enter. Links and buttons within the row keep their own meaning. */
  onOpen?: (row: R) => void;
  /** J, K and Enter from anywhere on the page: for the page's main table only. */
  keys?: boolean;
  initialSort?: { id: string; descending: boolean };
  /** Scrolls within this height with the head in place; otherwise the head sticks under the top bar. */
  maxHeight?: number | string;
  selected?: ReadonlySet<string>;
  onSelect?: (keys: Set<string>) => void;
  /** A row beneath the row; null = none for this row. */
  detail?: (row: R) => ReactNode;
  empty?: ReactNode;
  onMore?: (() => void) | undefined;
  moreBusy?: boolean;
  foot?: ReactNode;
  rowClass?: (row: R) => string | undefined;
}

const compare = (a: number | string | null, b: number | string | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
};

/** A plain, dense, keyboard-friendly table. Sorting happens on the rows given: give it all of them, or sort on the server. */
export function Table<R>(props: TableProps<R>) {
  const { rows, columns, rowKey, label, dense, onOpen, selected, onSelect, detail } = props;
  const t = useStrings(strings);
  const [sort, setSort] = useState(props.initialSort ?? null);
  const body = useRef<HTMLTableSectionElement>(null);
  const sorted = useMemo(() => {
    const by = sort && columns.find((c) => c.id === sort.id)?.sort;
    if (!sort || !by) return rows;
    const nullsLast = (x: R, y: R) => by(x) === null || by(y) === null;
    return [...rows].sort((x, y) => (nullsLast(x, y) || !sort.descending ? compare(by(x), by(y)) : compare(by(y), by(x))));
  }, [rows, columns, sort]);

  const move = (step: number) => {
    const all = [...(body.current?.querySelectorAll<HTMLElement>('tr[data-row]') ?? [])];
    const at = all.findIndex((e) => e.contains(document.activeElement));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const on = { enabled: props.keys ?? false };
  useHotkey('j', t('nextRow'), () => move(1), on);
  useHotkey('k', t('previousRow'), () => move(-1), on);
  useHotkey('x', t('selectRow'), () => {
    const key = document.activeElement?.closest<HTMLElement>('tr[data-row]')?.dataset.row;
    if (key !== undefined) toggle(key);
  }, { enabled: (props.keys ?? false) && onSelect !== undefined });

  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect?.(next);
  };
  const rowKeys = (e: KeyboardEvent, row: R) => {
    if (e.target !== e.currentTarget) return;
    if (e.key === 'Enter' && onOpen) { e.preventDefault(); onOpen(row); }
    if (e.key === 'ArrowDown') { e.preventDefault(); move(1); }
    if (e.key === 'ArrowUp') { e.preventDefault(); move(-1); }
  };
  const rowClick = (e: MouseEvent, row: R) => {
    // React hands on clicks in a menu that was opened from the row, though it stands elsewhere in the page.
    if (!e.currentTarget.contains(e.target as Node)) return;
    if ((e.target as HTMLElement).closest('a, button, input, label, [role=button]') || window.getSelection()?.toString()) return;
    onOpen?.(row);
  };
  const sortBy = (c: Column<R>) => setSort((s) => ({ id: c.id, descending: s?.id === c.id ? !s.descending : c.align === 'right' }));
  const width = columns.length + (onSelect ? 1 : 0);
  const keys = sorted.map(rowKey);
  const wrap = useRef<HTMLDivElement>(null), wide = useOverflow(wrap);
  const allOn = keys.length > 0 && keys.every((k) => selected?.has(k));

  return (
    <div ref={wrap} className={`table-wrap ${props.maxHeight ? 'table-scroll' : ''}`} style={props.maxHeight ? { maxHeight: props.maxHeight } : undefined} {...(props.maxHeight || wide ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}>
      <table className={`table ${dense ? 'table-dense' : ''} ${onOpen ? 'table-open' : ''}`} aria-label={label}>
        <thead>
          <tr>
            {onSelect && <th className="table-check"><input type="checkbox" aria-label={t('selectAll')} checked={allOn} onChange={() => onSelect(new Set(allOn ? [] : keys))} /></th>}
            {columns.map((c) => {
              const active = sort?.id === c.id;
              const name = c.label ?? (typeof c.title === 'string' ? c.title : c.id);
              return (
                <th key={c.id} scope="col" className={`${c.align ? `table-${c.align}` : ''} ${c.wide ? 'table-wide' : ''}`} style={{ width: c.width }} aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}>
                  {c.sort ? (
                    <button type="button" className="table-sort" onClick={() => sortBy(c)} title={t(active ? (sort.descending ? 'sortAsc' : 'sortDesc') : c.align === 'right' ? 'sortDesc' : 'sortAsc', { title: name })}>
                      {c.title}<span className="table-caret" aria-hidden="true">{active && (sort.descending ? <CaretDownFilled /> : <CaretUpFilled />)}</span>
                    </button>
                  ) : c.title}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody ref={body}>
          {sorted.map((row, i) => {
            const key = keys[i] as string;
            const more = detail?.(row);
            return (
              <Fragment key={key}>
                <tr data-row={key} tabIndex={onOpen || props.keys ? (i === 0 ? 0 : -1) : undefined} className={`${selected?.has(key) ? 'table-on' : ''} ${props.rowClass?.(row) ?? ''}`} onKeyDown={(e) => rowKeys(e, row)} onClick={onOpen ? (e) => rowClick(e, row) : undefined}>
                  {onSelect && <td className="table-check"><input type="checkbox" aria-label={t('select', { row: key })} checked={selected?.has(key) ?? false} onChange={() => toggle(key)} /></td>}
                  {columns.map((c) => <td key={c.id} className={`${c.align ? `table-${c.align}` : ''} ${c.align === 'right' ? 'num' : ''} ${c.wide ? 'table-wide' : ''} ${c.className ?? ''}`}>{c.cell(row, i)}</td>)}
                </tr>
                {more && <tr className="table-detail"><td colSpan={width}>{more}</td></tr>}
              </Fragment>
            );
          })}
          {sorted.length === 0 && <tr><td colSpan={width} className="table-empty">{props.empty ?? t('empty')}</td></tr>}
        </tbody>
        {props.foot && <tfoot>{props.foot}</tfoot>}
      </table>
      {props.onMore && <div className="table-more"><Button onClick={props.onMore} loading={props.moreBusy ?? false}>{t('more')}</Button></div>}
    </div>
  );
}
