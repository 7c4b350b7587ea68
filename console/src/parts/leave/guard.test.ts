import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guard } from './guard';

let urls: string[], history: { pushState: (d: unknown, u: string, url: string) => void };

beforeEach(() => {
  urls = [];
  const plain = { pushState(_: unknown, __: string, url: string) { urls.push(url); } };
  history = Object.create(plain) as typeof history; // as in a browser: of the prototype
  vi.stubGlobal('window', { history, location: { href: 'http://s/a', pathname: '/a' } });
});
afterEach(() => vi.unstubAllGlobals());
const to = (url: string) => history.pushState(null, '', url);

test('one guard holds up another page, not another question', () => {
  let go: (() => void) | undefined, open = false;
  const end = guard((g) => { if (open) return false; go = g; return true; });
  to('/a?tab=2');
  to('/b');
  expect(urls).toEqual(['/a?tab=2']);
  open = true;
  go?.();
  expect(urls).toEqual(['/a?tab=2', '/b']);
  end();
  to('/c');
  expect(urls.at(-1)).toBe('/c');
});

test('of two the newer is asked first, then the other; whichever goes first, nothing is left behind', () => {
  for (const first of [0, 1]) {
    urls = [];
    const asked: string[] = [], open = new Set<string>();
    const held: (() => void)[] = [];
    const of = (name: string) => guard((g) => { if (open.has(name)) return false; asked.push(name); held.push(g); return true; });
    const ends = [of('editor'), of('dialog')];
    to('/b');
    expect(asked).toEqual(['dialog']);
    open.add('dialog');
    held.pop()?.();
    expect(asked).toEqual(['dialog', 'editor']);
    open.add('editor');
    held.pop()?.();
    expect(urls).toEqual(['/b']);
    ends[first]?.();
    ends[1 - first]?.();
    expect(Object.hasOwn(history, 'pushState')).toBe(false);
    to('/c');
    expect(urls).toEqual(['/b', '/c']);
  }
});
