import { TeamOutlined } from '@/theme/icons';
import { Button, Segmented } from 'antd';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Classification, ClassificationValues, GridCell } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { useAudience } from '@/parts/people/useAudience';
import { heat, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import { colours, depthOf, edges, gridOf, keyOf, labels, readKey, rectangle, ruler, toggled, valueOf, type Colour } from '../logic/grid';
import { cellsRule } from '../logic/rule';
import { isWhole, ranges, rangeText } from '../logic/scores';
import { strings } from '../strings';
import type { Model } from '../useModel';
import './Heatmap.css';

type Grid = NonNullable<ClassificationValues['grid']>;
type At = { r: number; f: number };

/** What each level of a score stands for, by level. */
function useLevels(c: Classification, v: ClassificationValues, name: string): Map<number, string> {
  const f = useFormat();
  return useMemo(() => {
    const score = c.scores.find((s) => s.name === name), at = v.thresholds.find((t) => t.score === name)?.at;
    if (!score || !at) return new Map();
    const whole = isWhole(c.measures.find((m) => m.name === score.of)?.expression ?? '');
    return new Map(ranges(score, at).map((r) => [r.score, rangeText(r, whole, (x) => f.real(x))]));
  }, [c, v, name, f]);
}

/** R down, F across.  Pointer: drag or Shift for a rectangle, Ctrl for single cells, a click opens the cell's people.
 *  Keyboard: arrows, Shift with them to extend, Space to choose, Enter to open, Escape to clear. */
export function Heatmap({ c, v, grid, model }: { c: Classification; v: ClassificationValues; grid: Grid; model: Model }) {
  const t = useStrings(strings), f = useFormat();
  const { tokens } = useTheme();
  const { open } = useAudience();
  const [s, set] = useUrlState({ colour: p.oneOf(colours, 'people'), cells: p.list() });
  const g = useMemo(() => gridOf(grid.cells), [grid]);
  const named = useMemo(() => labels(g), [g]);
  const rLevels = useLevels(c, v, grid.r), fLevels = useLevels(c, v, grid.f);
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<At>({ r: g.rows[0] ?? 1, f: g.columns[0] ?? 1 });
  const anchor = useRef<At | null>(null);
  const [drag, setDrag] = useState<string[] | null>(null);
  const by: Colour = s.colour;
  const most = Math.max(0, ...grid.cells.map((x) => valueOf(x, by) ?? 0));
  const print = (x: GridCell | undefined): string => {
    const n = valueOf(x, by);
    return n === null ? '' : by === 'money' || by === 'each' ? f.moneyShort(n < 100 ? n.toFixed(2) : Math.round(n)) : f.short(n);
  };
  const chosen = new Set(drag ?? s.cells);
  const cellsOf = (keys: readonly string[]): At[] => keys.flatMap((k) => readKey(k) ?? []).filter((x) => g.at(x.r, x.f));
  const openKeys = (keys: readonly string[]) => {
    const at = cellsOf(keys);
    if (at.length === 0) return;
    const words = at.length <= 4 ? at.map((x) => `${grid.r}${x.r}${grid.f}${x.f}`).join(' · ') : t('nCells', { n: at.length });
    open({ expression: cellsRule(model.slug, grid, at), title: t('cellsTitle', { title: model.title, cells: words }), asOf: v.as_of });
  };
  const choose = (cells: string[]) => set({ cells });

  /* The drag ends wherever the pointer is let go, also outside the table; a finger that scrolls the page takes it back. */
  const dragging = useRef<{ from: At; keys: string[] } | null>(null);
  const finish = useRef<() => void>(() => undefined);
  finish.current = () => {
    const d = dragging.current;
    dragging.current = null;
    setDrag(null);
    if (!d) return;
    choose(d.keys);
    openKeys(d.keys);
  };
  useEffect(() => {
    const up = () => finish.current();
    const drop = () => { dragging.current = null; setDrag(null); };
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', drop);
    return () => { window.removeEventListener('pointerup', up); window.removeEventListener('pointercancel', drop); };
  }, []);
  const down = (e: PointerEvent, at: At) => {
    if (e.button !== 0) return;
    setFocus(at);
    if (e.ctrlKey || e.metaKey) { anchor.current = at; choose(toggled(s.cells, keyOf(at.r, at.f))); return; }
    const from = e.shiftKey && anchor.current ? anchor.current : at;
    if (!e.shiftKey) anchor.current = at;
    (e.target as Element).releasePointerCapture?.(e.pointerId);
    dragging.current = { from, keys: rectangle(from, at) };
    setDrag(dragging.current.keys);
  };
  const over = (at: At) => {
    const d = dragging.current;
    if (!d) return;
    d.keys = rectangle(d.from, at);
    setDrag(d.keys);
  };
  const keys = (e: KeyboardEvent, at: At) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
    if (step) {
      const i = g.rows.indexOf(at.r) + (step[0] as number), j = g.columns.indexOf(at.f) + (step[1] as number);
      const next = { r: g.rows[i] ?? at.r, f: g.columns[j] ?? at.f };
      if (e.shiftKey) { anchor.current ??= at; choose(rectangle(anchor.current, next)); } else anchor.current = null;
      setFocus(next);
      table.current?.querySelector<HTMLElement>(`[data-cell="${keyOf(next.r, next.f)}"]`)?.focus();
    } else if (e.key === ' ') { anchor.current = at; choose(toggled(s.cells, keyOf(at.r, at.f))); }
    else if (e.key === 'Enter') openKeys(s.cells.length > 0 ? s.cells : [keyOf(at.r, at.f)]);
    else if (e.key === 'Escape') { anchor.current = null; choose([]); } else return;
    e.preventDefault();
  };

  const cell = (r: number, x: number, i: number, j: number) => {
    const at = g.at(r, x), n = valueOf(at, by), key = keyOf(r, x), own = ruler(at), e = edges(g, i, j);
    const ground = n === null ? tokens.surface : heat(depthOf(n, most), tokens);
    const groups = at && at.people > 0 ? [...at.classes].sort((a, b) => b.people - a.people).map((k) => `${model.nameOf(k.name)} ${f.count(k.people)}`).join(' · ') : t('nobody');
    const label = t('cellLabel', { r: `${grid.r}${r}`, f: `${grid.f}${x}`, n: at?.people ?? 0, value: print(at) || '0', groups });
    return (
      <td key={x} role="gridcell" data-cell={key} tabIndex={focus.r === r && focus.f === x ? 0 : -1} aria-selected={chosen.has(key)} aria-label={label} title={label}
        className={`heat-cell ${e.top ? 'heat-t' : ''} ${e.right ? 'heat-r' : ''} ${e.bottom ? 'heat-b' : ''} ${e.left ? 'heat-l' : ''} ${chosen.has(key) ? 'heat-on' : ''} ${n === null ? 'heat-none' : ''}`}
        style={{ background: ground, color: n === null ? undefined : inkOn(ground) }} onPointerDown={(ev) => down(ev, { r, f: x })} onPointerEnter={() => over({ r, f: x })} onKeyDown={(ev) => keys(ev, { r, f: x })}>
        <span className="heat-value num">{n === null ? '–' : print(at)}</span>
        <span className="heat-name">{own !== null && named.has(`${i},${j}`) ? model.nameOf(own) : ''}</span>
      </td>
    );
  };

  const people = cellsOf([...chosen]).reduce((k, x) => k + (g.at(x.r, x.f)?.people ?? 0), 0);
  const names = { people: t('byPeople'), money: t('byMoney'), each: t('byEach'), orders: t('byOrders') };
  return (
    <div className="heat">
      <div className="heat-tools">
        <Segmented size="small" aria-label={t('colour')} value={by} onChange={(colour) => set({ colour })} options={colours.map((x) => ({ value: x, label: names[x] }))} />
        <span className="heat-scale" aria-hidden="true">{t('low')}{tokens.sequential.map((x) => <i key={x} style={{ background: x }} />)}{t('high')}</span>
      </div>
      <div className="heat-scroll">
        <table className="heat-grid" role="grid" aria-multiselectable="true" aria-label={t('heat')} ref={table}>
          <thead><tr><td />{g.columns.map((x) => <th key={x} scope="col" style={g.rows.every((r) => !g.at(r, x)?.people) ? { width: 40 } : undefined}><b>{grid.f}{x}</b><span className="num">{fLevels.get(x) === '–' ? t('tieShort') : fLevels.get(x)}</span></th>)}</tr></thead>
          <tbody>{g.rows.map((r, i) => <tr key={r}><th scope="row"><b>{grid.r}{r}</b><span className="num">{rLevels.get(r) === '–' ? t('tieShort') : rLevels.get(r)}</span></th>{g.columns.map((x, j) => cell(r, x, i, j))}</tr>)}</tbody>
        </table>
      </div>
      {chosen.size > 0 && drag === null && (
        <div className="class-choice heat-choice" role="status">
          <span>{t('chosenCells', { n: chosen.size })} · <b className="num">{t('nPeople', { n: people })}</b></span>
          <Button size="small" type="primary" icon={<TeamOutlined />} onClick={() => openKeys(s.cells)}>{t('seePeople')}</Button>
          <Button size="small" type="text" onClick={() => choose([])}>{t('clear')}</Button>
        </div>
      )}
    </div>
  );
}
