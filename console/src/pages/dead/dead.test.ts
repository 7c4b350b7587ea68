import { describe, expect, it } from 'vitest';
import { pretty } from '@/parts/json/pretty';
import { markOf, wordsOf } from './marks';
import { sinceOf } from './since';

const marked = (text: string, code: string, about: string[]) => {
  const p = pretty(text);
  return p.lines?.filter(markOf(wordsOf({ problem: { code } as never, about }))).map((l) => l.key);
};

describe('the place of a problem', () => {
  it('is the field that it names', () => {
    expect(marked('{"event":"a","userId":"1"}', 'wire_unknown_field', ['userId', 'event, time, user_id'])).toEqual(['userId']);
    expect(marked('{"event":"a","properties":{"a":{"time":1}}}', 'wire_bad_field', ['properties.a.time', 'a moment, or nothing'])).toEqual(['time']);
  });
  it('is the value that it names', () => expect(marked('{"type":"trak","x":"track"}', 'wire_unknown_type', ['trak', 'track, page'])).toEqual(['type']));
  it('is what a plan finds', () => {
    expect(marked('{"event":"order_completed","properties":{"channel":"tv","amount":"x"}}', 'collect_plan', ['order_completed', 'amount type, channel value, order_id missing'])).toEqual(['channel', 'amount']);
    expect(marked('{"event":"odd"}', 'collect_plan', ['odd', 'unknown event'])).toEqual(['event']);
  });
  it('is nowhere when nothing is said', () => expect(marked('{"a":1}', 'collect_no_identity', [])).toEqual([]));
});

describe('since when', () => it('holds still within a minute, so that the question does not change with every picture', () => {
  const now = Date.UTC(2026, 0, 2, 10, 30, 20);
  expect(sinceOf('24h', now)).toBe('2026-01-01T10:30:00.000Z');
  expect(sinceOf('24h', now + 30_000)).toBe(sinceOf('24h', now));
  expect(sinceOf('', now)).toBeUndefined();
}));
