import { describe, expect, it } from 'vitest';
import type { Paths } from '@/api/types';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { backwards, paths } from './doc';
import { flowOf } from './flow';

const full = { from: 'a', to: 'b where x > 1', events: ['c', { events: 'd or e', title: '看' }], split: { c: 'scene' }, within: '1 day', depth: 7, collapse: false, count: 'occurrences', top: 20, top_nodes: 5, top_values: 3, min_share: 0.01, converted: true, range: { from: '2026-01-01' }, who: 'x = 1' };

describe('paths as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [full, {}, { to: 'b', gap: '10 minutes' }]) {
      const form = paths.read(doc);
      expect(paths.write(form)).toEqual(doc);
      expect(paths.ask(form)).toEqual(doc);
      expect(paths.write(fromAddress(paths, toAddress(paths, form)))).toEqual(doc);
    }
  });
  it('leaves out what is not filled in, and what has no sense without both ends', () => {
    const form = paths.read({ to: 'b', events: ['', 'c'], split: { c: '' }, converted: true });
    expect(paths.ask(form)).toEqual({ to: 'b', events: ['c'] });
    expect(paths.missing(form)).toBe(2);
    expect([backwards(form), backwards(paths.read({ from: 'a', to: 'b' })), backwards(paths.read({}))]).toEqual([true, false, false]);
  });
  it('one selector is a list of one', () => expect(paths.write(paths.read({ events: 'c' }))).toEqual({ events: ['c'] }));
});

const node = (key: string, count: number) => ({ key, kind: 'event' as const, event: key, label: key, count, share: count / 10, ended: 0 });
const answer = { levels: [{ level: 1, nodes: [node('a', 10)] }, { level: 2, nodes: [node('a', 4), node('b', 6)] }], links: [{ level: 1, from: 'a', to: 'a', count: 4, share: 0.4, seconds: 1 }, { level: 1, from: 'a', to: 'b', count: 6, share: 0.6, seconds: 2 }, { level: 1, from: 'a', to: 'gone', count: 1, share: 0.1, seconds: 2 }] } as unknown as Paths;

describe('the Sankey', () => {
  it('has nodes of their own on each level, so no cycles', () => {
    const { nodes, links } = flowOf(answer, false);
    expect(nodes.map((n) => [n.name, n.depth])).toEqual([['1:a', 0], ['2:a', 1], ['2:b', 1]]);
    expect(links.map((l) => [l.source, l.target, l.value])).toEqual([['1:a', '2:a', 4], ['1:a', '2:b', 6]]);
  });
  it('is drawn towards its end when read backwards', () => {
    const { nodes, links } = flowOf(answer, true);
    expect(nodes.map((n) => [n.name, n.depth])).toEqual([['1:a', 1], ['2:a', 0], ['2:b', 0]]);
    expect(links.map((l) => [l.source, l.target])).toEqual([['2:a', '1:a'], ['2:b', '1:a']]);
    const depth = new Map(nodes.map((n) => [n.name, n.depth]));
    for (const l of links) expect((depth.get(l.target) ?? 0) - (depth.get(l.source) ?? 0)).toBe(1);
  });
});
