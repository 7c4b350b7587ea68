import { describe, expect, it } from 'vitest';
import { linesOf, readLines } from './tree';

describe('the tree as lines', () => {
  const items = [{ id: 'tea', name: '茶' }, { id: 'green', parent: 'tea' }, { id: 'longjing', name: '龙井', parent: 'green' }, { id: 'ware' }];
  it('reads levels and names', () => {
    expect(readLines('tea | 茶\n  green\n    longjing | 龙井\n\nware')).toEqual({ items });
  });
  it('writes what it reads', () => {
    const list = items.map((c, i) => ({ id: c.id, name: c.name ?? c.id, parent: c.parent ?? null, depth: [0, 1, 2, 0][i] ?? 0, listed: true, items: 0 }));
    expect(readLines(linesOf(list))).toEqual({ items });
    expect(linesOf([...list, { id: 'x', name: 'x', parent: null, depth: 0, listed: false, items: 3 }])).toMatch(/\nx$/);
  });
  it('says which line is wrong', () => {
    expect(readLines('a\n    b')).toEqual({ error: { line: 2, twice: false } });
    expect(readLines('a\n\na')).toEqual({ error: { line: 3, twice: true } });
    expect(readLines('| name')).toEqual({ error: { line: 1, twice: false } });
  });
});
