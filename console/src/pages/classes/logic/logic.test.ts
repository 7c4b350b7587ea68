import { describe, expect, it } from 'vitest';
import type { GridCell } from '@/api/types';
import { series } from './daily';
import { directionOf, filterMoves, holds, moves, others, sankey } from './flow';
import { depthOf, edges, gridOf, labels, readKey, rectangle, ruler, toggled, valueOf } from './grid';
import { arrange, better, shownOrder } from './order';
import { cellsRule, dayPlus, inClass, movedRule, quoted } from './rule';
import { cuts, isWhole, placeIn, rangeText, ranges } from './scores';

const aipl = [{ name: 'loyalty', rank: 4 }, { name: 'purchase', rank: 3 }, { name: 'interest', rank: 2 }, { name: 'awareness', rank: 1 }];
const flow = {
  classes: ['loyalty', 'purchase', 'interest', 'awareness', 'none', 'absent'].map((name) => ({ name, title: { zh: name, en: name } })),
  matrix: [[90, 10, 0, 0, 0, 0], [5, 40, 0, 0, 5, 0], [1, 2, 3, 4, 5, 0], [0, 0, 7, 8, 9, 0], [0, 1, 0, 2, 100, 0], [0, 0, 3, 4, 6, 0]],
};

describe('rules', () => {
  it('quotes names', () => { expect(quoted('a"b\\c')).toBe('"a\\"b\\\\c"'); });
  it('asks for the end of a day as what was before the next', () => {
    expect(dayPlus('2026-12-31', 1)).toBe('2027-01-01');
    expect(inClass('rfm', ['lost'], '2026-10-21')).toBe('class("rfm", before 2026-10-22) = "lost"');
    expect(inClass('rfm', ['lost', 'new'], null)).toBe('class("rfm") in ("lost", "new")');
    expect(inClass('rfm', ['absent'], '2026-10-21')).toBe('class("rfm", before 2026-10-22) not exists');
    expect(inClass('rfm', ['absent', 'none'], '2026-10-21')).toBe('(class("rfm", before 2026-10-22) not exists or class("rfm", before 2026-10-22) = "none")');
    expect(movedRule('a', '2026-01-01', ['x'], '2026-01-31', ['y'])).toBe('class("a", before 2026-01-02) = "x" and class("a", before 2026-02-01) = "y"');
  });
  it('joins rows that have the same columns', () => {
    const g = { r: 'R', f: 'F' };
    expect(cellsRule('rfm', g, [{ r: 5, f: 1 }])).toBe('score("rfm", "R") = 5 and score("rfm", "F") = 1');
    expect(cellsRule('rfm', g, [{ r: 4, f: 2 }, { r: 5, f: 1 }, { r: 5, f: 2 }, { r: 4, f: 1 }])).toBe('score("rfm", "R") in (4, 5) and score("rfm", "F") in (1, 2)');
    expect(cellsRule('rfm', g, [{ r: 5, f: 1 }, { r: 1, f: 5 }])).toBe('(score("rfm", "R") = 5 and score("rfm", "F") = 1) or (score("rfm", "R") = 1 and score("rfm", "F") = 5)');
  });
});

describe('order', () => {
  const equal = [{ name: 'a', rank: 1 }, { name: 'b', rank: 1 }, { name: 'c', rank: 9 }];
  it('ranks, then takes what is listed first', () => {
    expect(better(equal, 'c', 'a')).toBe(true);
    expect(better(equal, 'a', 'b')).toBe(true);
    expect(better(equal, 'b', 'a')).toBe(false);
    expect(shownOrder('x', equal)).toEqual(['c', 'a', 'b']);
  });
  it('reads AIPL from the first contact on', () => { expect(shownOrder('aipl', aipl)).toEqual(['awareness', 'interest', 'purchase', 'loyalty']); });
  it('puts what has no place last', () => { expect(arrange([{ name: 'none' }, { name: 'b' }, { name: 'a' }], ['a', 'b']).map((x) => x.name)).toEqual(['a', 'b', 'none']); });
});

describe('flow', () => {
  const all = moves(flow, aipl);
  it('tells directions apart', () => {
    expect(directionOf(aipl, 'interest', 'loyalty')).toBe('up');
    expect(directionOf(aipl, 'loyalty', 'purchase')).toBe('down');
    expect(directionOf(aipl, 'loyalty', 'none')).toBe('lost');
    expect(directionOf(aipl, 'none', 'awareness')).toBe('up');
    expect(directionOf(aipl, 'none', 'none')).toBe('stayed');
    expect(directionOf(aipl, 'absent', 'none')).toBe('entered');
  });
  it('keeps everybody', () => {
    expect(all.reduce((n, m) => n + m.people, 0)).toBe(flow.matrix.flat().reduce((a, b) => a + b, 0));
    expect(all[0]).toEqual({ from: 'none', to: 'none', people: 100, direction: 'stayed', share: 100 / 103 });
    expect(filterMoves(all, 'lost').map((m) => m.from)).toEqual(['awareness', 'purchase', 'interest']);
    expect(filterMoves(all, 'all')).toHaveLength(all.length);
  });
  it('sums agree, or it is seen', () => {
    const row = { class: 'purchase', start: 50, stayed: 40, up: 5, down: 0, lost: 5, arrived: 13, entered: 0, end: 53 };
    expect(holds(row)).toBe(true);
    expect(holds({ ...row, lost: 6 })).toBe(false);
    expect(holds({ ...row, end: 54 })).toBe(false);
  });
  it('says where a column of the identity came from', () => {
    expect(others(all, 'interest', 'up')).toEqual(['loyalty', 'purchase']);
    expect(others(all, 'interest', 'down')).toEqual(['awareness']);
    expect(others(all, 'purchase', 'arrived')).toEqual(['interest', 'loyalty', 'none']);
  });
  it('draws two columns without a cycle and without those who were nowhere', () => {
    const s = sankey(all, shownOrder('aipl', aipl));
    expect(s.undrawn).toBe(106);
    expect(s.links.every((l) => l.source.startsWith('0:') && l.target.startsWith('1:'))).toBe(true);
    expect(s.nodes.filter((n) => n.depth === 0).map((n) => n.class)).toEqual(['awareness', 'interest', 'purchase', 'loyalty', 'none', 'absent']);
    expect(s.nodes.filter((n) => n.depth === 1).map((n) => n.class)).toEqual(['awareness', 'interest', 'purchase', 'loyalty', 'none']);
    const known = new Set(s.nodes.map((n) => n.name));
    expect(s.links.every((l) => known.has(l.source) && known.has(l.target))).toBe(true);
    for (const n of s.nodes) expect(s.links.filter((l) => (n.depth === 0 ? l.source : l.target) === n.name).reduce((k, l) => k + l.value, 0)).toBe(n.people);
  });
  it('draws nothing out of nothing', () => { expect(sankey([], ['a'])).toEqual({ nodes: [], links: [], undrawn: 0 }); });
});

const cell = (r: number, f: number, people: number, group: string): GridCell =>
  ({ r, f, people, orders: people * 2, revenue: String(people * 10), mean_m: null, classes: people ? [{ name: 'x', people: 0 }, { name: group, people }] : [], expression: `${r}${f}` });

describe('grid', () => {
  const g = gridOf([cell(1, 1, 5, 'lost'), cell(1, 2, 1, 'lost'), cell(2, 1, 2, 'new'), cell(2, 2, 0, '')]);
  it('stands with the best recency on top', () => { expect([g.rows, g.columns]).toEqual([[2, 1], [1, 2]]); });
  it('has no average of nobody', () => {
    expect(valueOf(g.at(2, 2), 'each')).toBeNull();
    expect(valueOf(g.at(1, 1), 'each')).toBe(10);
    expect(valueOf(g.at(1, 1), 'orders')).toBe(10);
    expect(valueOf(g.at(1, 1), 'money')).toBe(50);
  });
  it('shades within the ramp', () => {
    expect(depthOf(-5, 10)).toBe(0);
    expect(depthOf(10, 10)).toBeLessThan(1);
    expect(depthOf(1, 0)).toBe(0);
  });
  it('outlines regions and names each once', () => {
    expect(ruler(g.at(1, 1))).toBe('lost');
    expect(edges(g, 1, 0)).toEqual({ top: true, right: false, bottom: true, left: true });
    expect(edges(g, 0, 1)).toEqual({ top: false, right: false, bottom: false, left: false });
    expect([...labels(g)]).toEqual(['0,0', '1,0']);
  });
  it('selects rectangles and single cells', () => {
    expect(rectangle({ r: 1, f: 2 }, { r: 2, f: 1 })).toEqual(['2-1', '2-2', '1-1', '1-2']);
    expect(toggled(['2-1'], '2-1')).toEqual([]);
    expect(toggled(['2-1'], '1-1')).toEqual(['2-1', '1-1']);
    expect(readKey('5-3')).toEqual({ r: 5, f: 3 });
    expect(readKey('5')).toBeNull();
  });
});

describe('scores', () => {
  const show = (v: string) => v;
  const read = (by: 'quantile' | 'fixed' | 'median', descending: boolean, at: string[], whole: boolean) => ranges({ by, descending }, at).map((r) => `${r.score}: ${rangeText(r, whole, show)}`);
  it('recency counts days down', () => { expect(read('quantile', true, ['209', '127', '66', '23'], true)).toEqual(['5: ≤ 22', '4: 23–65', '3: 66–126', '2: 127–208', '1: ≥ 209']); });
  it('ties leave scores empty', () => { expect(read('quantile', false, ['1', '1', '1', '2'], true)).toEqual(['5: ≥ 3', '4: 2', '3: –', '2: –', '1: ≤ 1']); });
  it('money is not whole', () => { expect(read('quantile', false, ['100.5', '250'], false)).toEqual(['3: > 250', '2: > 100.5 · ≤ 250', '1: ≤ 100.5']); });
  it('fixed thresholds belong to the better score', () => {
    expect(read('fixed', false, ['2', '4'], true)).toEqual(['3: ≥ 4', '2: 2–3', '1: ≤ 1']);
    expect(read('fixed', true, ['30', '7'], true)).toEqual(['3: ≤ 7', '2: 8–30', '1: ≥ 31']);
  });
  it('one threshold cuts in two', () => { expect(read('median', false, ['10'], false)).toEqual(['2: > 10', '1: ≤ 10']); });
  it('knows what is whole', () => {
    expect(isWhole('days_since(last(x))')).toBe(true);
    expect(isWhole('sum(x.amount) - 1')).toBe(false);
  });
  it('finds the place of a cut among bins', () => {
    const bins = [{ from: '0', to: '10' }, { from: '10', to: '20' }, { from: '20', to: null }];
    expect(placeIn(bins, '5')).toBe(0.5);
    expect(placeIn(bins, '10')).toBe(1);
    expect(placeIn(bins, '400')).toBe(2.5);
    expect(placeIn(bins.slice(0, 2), '400')).toBe(2);
    expect(placeIn(bins, '-1')).toBe(0);
  });
  it('lists each cut once', () => { expect(cuts('f', [{ of: 'f', at: ['1', '1', '2'] }, { of: 'r', at: ['9'] }])).toEqual(['1', '2']); });
});

describe('daily', () => {
  const d = { classes: [{ name: 'a', title: { zh: '', en: '' } }, { name: 'b', title: { zh: '', en: '' } }, { name: 'none', title: { zh: '', en: '' } }], counts: [[1, 3, 96], [0, 0, 5]] };
  it('turns days into rows in the order asked', () => { expect(series(d, ['b', 'a'], false)).toEqual([[3, 0], [1, 0]]); });
  it('shares are of what is shown, and nobody is no share', () => { expect(series(d, ['a', 'b'], true)).toEqual([[0.25, 0], [0.75, 0]]); });
  it('a class that is not there has nobody', () => { expect(series(d, ['x'], false)).toEqual([[0, 0]]); });
});
