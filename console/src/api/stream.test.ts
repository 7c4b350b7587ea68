import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StreamState } from './stream';

/* A browser's EventSource as far as it is used. */
class Source {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  static open = (): Source[] => Source.all.filter((s) => s.readyState !== Source.CLOSED);
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private readonly heard = new Map<string, (e: { data: string }) => void>();
  constructor(readonly url: string) { Source.all.push(this); }
  addEventListener(name: string, fn: (e: { data: string }) => void) { this.heard.set(name, fn); }
  close() { this.readyState = Source.CLOSED; }
  begin() { this.readyState = 1; this.onopen?.(); }
  cut() { this.readyState = 0; this.onerror?.(); }
  refuse() { this.readyState = Source.CLOSED; this.onerror?.(); }
  say(name: string, data: string) { this.heard.get(name)?.({ data }); }
}

const settled = () => vi.advanceTimersByTimeAsync(0);
let listen: typeof import('./stream').listen;
let shown: EventTarget & { visibilityState: string };
const me = vi.fn(() => Promise.resolve({}));

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  Source.all = [];
  me.mockClear();
  shown = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('document', shown);
  vi.doMock('./ops', () => ({ ops: { me }, streamUrl: (w: string, c: Record<string, string> | null) => `${w}${c ? `?key=${c.key}` : ''}` }));
  ({ listen } = await import('./stream'));
});
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); vi.doUnmock('./ops'); });

const last = () => Source.all.at(-1) as Source;
const show = (visible: boolean) => { shown.visibilityState = visible ? 'visible' : 'hidden'; shown.dispatchEvent(new Event('visibilitychange')); };

test('a tab has one stream, whatever listens', async () => {
  const fresh: string[] = [], messages: string[] = [], states: StreamState[] = [];
  const endShell = listen('tea', { on: { fresh: (d) => fresh.push(d) }, state: (s) => states.push(s) });
  await settled();
  expect(Source.open().map((s) => s.url)).toEqual(['tea']);
  last().begin();
  const endLive = listen('tea', { clients: { key: 'a' }, on: { message: (d) => messages.push(d) } });
  await settled();
  expect(Source.open().map((s) => s.url)).toEqual(['tea?key=a']);
  last().begin();
  last().say('fresh', '1');
  last().say('message', 'm');
  expect([fresh, messages]).toEqual([['1'], ['m']]);
  expect(states).toEqual(['opening', 'open', 'opening', 'open']);
  endLive();
  await settled();
  expect(Source.open().map((s) => s.url)).toEqual(['tea']);
  endShell();
  await settled();
  expect(Source.open()).toEqual([]);
});

test('filters that change, or one page after another, are one change of the stream; each begins with the last messages', async () => {
  const end = listen('tea', { clients: { key: 'a' }, on: {} });
  await settled();
  end();
  const got: string[] = [], again = listen('tea', { clients: { key: 'a' }, on: { message: (d) => got.push(d) } });
  await settled();
  expect(Source.all.map((s) => s.url)).toEqual(['tea?key=a', 'tea?key=a']);
  last().say('message', 'm');
  expect(got).toEqual(['m']);
  again();
  listen('tea', { clients: { key: 'b' }, on: {} });
  await settled();
  expect(Source.all.map((s) => s.url)).toEqual(['tea?key=a', 'tea?key=a', 'tea?key=b']);
  expect(Source.open().length).toBe(1);
});

test('messages go to the last who wanted them, and back', async () => {
  const a: string[] = [], b: string[] = [];
  listen('tea', { clients: { key: 'a' }, on: { message: (d) => a.push(d) } });
  const end = listen('tea', { clients: { key: 'b' }, on: { message: (d) => b.push(d) } });
  await settled();
  expect(last().url).toBe('tea?key=b');
  last().say('message', '1');
  end();
  await settled();
  expect(last().url).toBe('tea?key=a');
  last().say('message', '2');
  expect([a, b]).toEqual([['2'], ['1']]);
});

test('what was refused is asked for again, after the session was looked at; what was cut comes back by itself', async () => {
  const states: StreamState[] = [];
  listen('tea', { on: {}, state: (s) => states.push(s) });
  await settled();
  last().cut();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Source.all.length).toBe(1);
  last().refuse();
  expect(me).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(Source.all.length).toBe(2);
  last().begin();
  expect(states).toEqual(['opening', 'cut', 'refused', 'opening', 'open']);
});

test('a hidden tab has none, and neither does one that is left while it is hidden', async () => {
  const end = listen('tea', { on: {} });
  await settled();
  show(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Source.open().length).toBe(0);
  listen('tea', { clients: { key: 'a' }, on: {} });
  await settled();
  expect(Source.open().length).toBe(0);
  show(true);
  expect(Source.open().map((s) => s.url)).toEqual(['tea?key=a']);
  show(false);
  last().refuse();
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Source.open().length).toBe(0);
});

test('workspaces have streams of their own', async () => {
  const end = listen('tea', { on: {} });
  await settled();
  end();
  listen('sea', { on: {} });
  await settled();
  expect(Source.open().map((s) => s.url)).toEqual(['sea']);
});
