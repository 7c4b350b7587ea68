import { describe, expect, it } from 'vitest';
import type { LiveMessage, LivePulse } from '@/api/types';
import { curlFor } from './curl';
import { addMessages, addPulse, rates, ROWS_MAX, since } from './stream';

const m = (n: number, at = '2026-01-01T00:00:00.000Z') => ({ n, at }) as LiveMessage;
const pulse = (second: number, taken: number, rejected = 0): LivePulse => ({ at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), taken, rejected, refused: 0 });

describe('the live view', () => {
  it('keeps the newest first, each once, and so many', () => {
    let rows = addMessages([], [m(1), m(2)]);
    expect(rows.map((x) => x.n)).toEqual([2, 1]);
    expect(addMessages(rows, [m(1), m(2)])).toBe(rows);
    rows = addMessages(rows, [m(2), m(3), m(3)]);
    expect(rows.map((x) => x.n)).toEqual([3, 2, 1]);
    rows = addMessages(rows, [m(1, '2026-01-01T00:05:00.000Z')]);
    expect(rows.map((x) => x.n)).toEqual([1, 3, 2, 1]);
    rows = addMessages(rows, Array.from({ length: ROWS_MAX + 50 }, (_, i) => m(100 + i)));
    expect([rows.length, rows[0]?.n]).toEqual([ROWS_MAX, 99 + ROWS_MAX + 50]);
  });
  it('tells seconds from totals, and does not invent', () => {
    const kept = [pulse(0, 10), pulse(1, 15), pulse(3, 25, 4), pulse(4, 2), pulse(5, 3), pulse(40, 90)].reduce(addPulse, [] as readonly LivePulse[]);
    expect(rates(kept).map((r) => r && [r.taken, r.rejected])).toEqual([[5, 0], [5, 2], null, [1, 0], null]);
    expect(since(kept)).toEqual({ taken: 5 + 10 + 1 + 87, rejected: 4, refused: 0 });
    expect(Array.from({ length: 200 }, (_, i) => pulse(i, i)).reduce(addPulse, [] as readonly LivePulse[]).length).toBe(61);
  });
  it('writes a command that a shell reads as it is', () => {
    const c = curlFor('https://a.example', 'wk_x', ["https://o'hara.example"]);
    expect(c).toContain("'Authorization: Bearer wk_x'");
    expect(c).toContain(`'Origin: https://o'\\''hara.example'`);
    expect(JSON.parse(/-d '([\s\S]*)'$/.exec(c)?.[1] ?? '')).toMatchObject({ event: 'order_completed' });
  });
});
