import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whileShown } from './whileShown';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function tab() {
  const target = new EventTarget() as unknown as Document & { visibilityState: string };
  const show = (visible: boolean) => { (target as { visibilityState: string }).visibilityState = visible ? 'visible' : 'hidden'; target.dispatchEvent(new Event('visibilitychange')); };
  (target as { visibilityState: string }).visibilityState = 'visible';
  return { doc: target as Document, show };
}

test('a stream is open while its tab is shown, and a moment longer', () => {
  const { doc, show } = tab();
  let open = 0, opened = 0;
  const end = whileShown(() => { open++; opened++; return () => { open--; }; }, doc);
  expect([open, opened]).toEqual([1, 1]);
  show(false);
  vi.advanceTimersByTime(5_000);
  show(true);
  vi.advanceTimersByTime(60_000);
  expect([open, opened]).toEqual([1, 1]);
  show(false);
  vi.advanceTimersByTime(60_000);
  expect(open).toBe(0);
  show(true);
  expect([open, opened]).toEqual([1, 2]);
  end();
  show(false);
  show(true);
  vi.advanceTimersByTime(60_000);
  expect([open, opened]).toEqual([0, 2]);
});
