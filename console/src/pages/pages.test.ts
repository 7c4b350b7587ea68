import { describe, expect, it, vi } from 'vitest';
import { matchRoute } from 'wouter';
import { parse } from 'regexparam';
import { pages } from './index';

/* Eight hundred icons that nothing here looks at. */
vi.mock('@/theme/icons', () => new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : () => null), has: () => true }));

describe('pages', () => {
  it('have ids, paths and keys of their own', () => {
    for (const of of [pages.map((e) => e.id), pages.map((e) => e.path), pages.flatMap((e) => e.go ?? [])]) expect(new Set(of).size).toBe(of.length);
  });
  it('leave G T to the tasks', () => expect(pages.some((e) => e.go === 't')).toBe(false));
  it('are titled in both languages', () => { for (const e of pages) expect([e.title.zh, e.title.en].every(Boolean), e.id).toBe(true); });
  it('put literal paths before those with parameters', () => {
    for (const e of pages.filter((x) => !/[:*]/.test(x.path))) {
      const first = pages.find((x) => matchRoute(parse, x.path, e.path)[0]);
      expect(first?.id).toBe(e.id);
    }
  });
});
