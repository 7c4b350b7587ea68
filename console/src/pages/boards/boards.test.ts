import { describe, expect, it } from 'vitest';
import { hrefOf, readBoard, writeBoard } from './doc';
import { below, fit, overlap, place, remove, settle, type Tile } from './grid';

const tile = (key: string, x: number, y: number, w: number, h: number): Tile => ({ key, x, y, w, h, question: key });
const at = (tiles: readonly Tile[], key: string) => { const t = tiles.find((x) => x.key === key); return t && [t.x, t.y, t.w, t.h]; };
const apart = (tiles: readonly Tile[]) => tiles.every((a, i) => tiles.slice(i + 1).every((b) => !overlap(a, b)));

describe('the grid', () => {
  it('keeps tiles within its columns', () => {
    expect(fit({ x: 11, y: -2, w: 6, h: 99 })).toEqual({ x: 6, y: 0, w: 6, h: 40 });
    expect(fit({ x: -1, y: 3, w: 20, h: 0 })).toEqual({ x: 0, y: 3, w: 12, h: 1 });
  });
  it('lets tiles rise, and pushes down what is in the way', () => {
    const tiles = settle([tile('a', 0, 0, 6, 4), tile('b', 6, 3, 6, 4), tile('c', 0, 9, 12, 2)]);
    expect([at(tiles, 'b'), at(tiles, 'c')]).toEqual([[6, 0, 6, 4], [0, 4, 12, 2]]);
    const moved = place(tiles, 'c', { x: 0, y: 0, w: 12, h: 2 });
    expect([at(moved, 'c'), at(moved, 'a'), at(moved, 'b')]).toEqual([[0, 0, 12, 2], [0, 2, 6, 4], [6, 2, 6, 4]]);
    expect(at(remove(moved, 'c'), 'a')).toEqual([0, 0, 6, 4]);
    expect(below(moved)).toBe(6);
  });
  it('never overlaps, whatever is put where', () => {
    let seed = 3;
    const random = (n: number) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * n); };
    let tiles = settle(Array.from({ length: 12 }, (_, i) => tile(`t${i}`, random(12), random(20), 1 + random(6), 1 + random(5))).map((t) => ({ ...t, ...fit(t) })));
    for (let i = 0; i < 300; i++) {
      tiles = place(tiles, `t${random(12)}`, { x: random(14) - 1, y: random(25), w: 1 + random(13), h: 1 + random(8) });
      expect(apart(tiles)).toBe(true);
      expect(tiles.every((t) => t.x >= 0 && t.x + t.w <= 12 && t.y >= 0)).toBe(true);
    }
  });
});

describe('the board as a document', () => {
  it('comes back as it went', () => {
    const doc = { filters: { range: 'last 90 days', who: 'city = "上海"' }, tiles: [{ x: 0, y: 0, w: 6, h: 4, question: 'checkout', title: 'x' }, { x: 6, y: 0, w: 6, h: 1, text: '说明' }] };
    expect(writeBoard(readBoard(doc))).toEqual(doc);
    expect(writeBoard(readBoard({ tiles: [] }))).toEqual({ tiles: [] });
  });
  it('places what has no place below, and leaves nonsense out', () => {
    const b = readBoard({ tiles: [{ question: 'a' }, { question: 'b' }, 7, { text: 'x', question: 'y' }, {}] });
    expect(b.tiles.map((t) => [t.question, t.x, t.y, t.w, t.h])).toEqual([['a', 0, 0, 6, 5], ['b', 0, 5, 6, 5]]);
    expect(readBoard(null)).toEqual({ filters: { range: undefined, who: '' }, tiles: [] });
  });
});

describe('where a tile leads', () => {
  const answered = { asks: 'trend', question: { series: ['a'], who: '(x) and (y)', range: 'last 7 days' } };
  it('to the question as the board asked it', () => {
    const href = hrefOf('q-1', { range: 'last 7 days', who: 'y' }, '', answered);
    const at = new URL(href, 'http://x');
    expect([at.pathname, at.searchParams.get('saved'), JSON.parse(at.searchParams.get('q') ?? '')]).toEqual(['/trend', 'q-1', answered.question]);
  });
  it('to the question alone without filters, or before there is an answer', () => {
    expect(hrefOf('q-1', { range: undefined, who: '' }, '', answered)).toBe('/questions/q-1');
    expect(hrefOf('q-1', { range: undefined, who: '' }, '2026-11-01', answered)).toContain('/trend?saved=q-1&q=');
    expect(hrefOf('q-1', { range: 'last 7 days', who: '' }, '', undefined)).toBe('/questions/q-1');
  });
});
