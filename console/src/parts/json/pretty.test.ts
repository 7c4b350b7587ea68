import { describe, expect, it } from 'vitest';
import { layOut, pretty } from './pretty';

const text = (s: string) => { const p = pretty(s); return p.lines ? layOut(p.lines) : null; };

describe('JSON as it was written', () => {
  it('is laid out like JSON.stringify does', () => {
    for (const v of [1, 'a', null, [], {}, [[]], { a: {} }, { a: [1, { b: null }], 'c "d"': [[], [true]] }, [{ x: '\u4e2d' }, 2]]) expect(text(JSON.stringify(v))).toBe(JSON.stringify(v, null, 2));
  });
  it('agrees with JSON.parse on random text', () => {
    let seed = 7;
    const random = (n: number) => { seed = (seed * 48271) % 2147483647; return seed % n; };
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"b\\u00e9"', '"\\x"', '1', '-0.5e3', '01', 'true', 'nul', ' ', '\n'];
    let good = 0;
    for (let k = 0; k < 40_000; k++) {
      const s = Array.from({ length: 1 + random(8) }, () => pieces[random(pieces.length)]).join('');
      let want: string | null = null, duplicate = false;
      try { want = JSON.stringify(JSON.parse(s), null, 2); duplicate = (s.match(/"a"\s*:/g) ?? []).length > 1 || (s.match(/00e9"\s*:/g) ?? []).length > 1; } catch { /* not JSON */ }
      const got = text(s);
      expect(got === null, s).toBe(want === null);
      if (got !== null && !duplicate) { good++; expect(JSON.stringify(JSON.parse(got), null, 2)).toBe(want); }
    }
    expect(good).toBeGreaterThan(100);
  });
  it('keeps digits and order', () => expect(text('{"z":188.00,"a":12345678901234567890}')).toBe('{\n  "z": 188.00,\n  "a": 12345678901234567890\n}'));
  it('says where it breaks', () => {
    expect(pretty('{"a":1,\n "b":}').broken).toEqual({ line: 2, column: 6, at: 13 });
    expect(pretty('').broken).toEqual({ line: 1, column: 1, at: 0 });
    expect(pretty('{"a":1} x').broken?.at).toBe(8);
    expect(pretty('["a').broken?.at).toBe(3);
  });
  it('knows names and values of its lines', () => expect(pretty('{"a":"x","b":{"c":2}}').lines?.map((l) => [l.key, l.value])).toEqual([[null, null], ['a', '"x"'], ['b', null], ['c', '2'], [null, null], [null, null]]));
  it('is not afraid of depth', () => expect(pretty('['.repeat(200_000) + ']'.repeat(200_000)).lines?.length).toBe(399_999));
});
