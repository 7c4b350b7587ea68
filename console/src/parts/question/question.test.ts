import { describe, expect, it } from 'vitest';
import type { BuilderFilter, PeoplePage, Vocabulary } from '@/api/types';
import { countsAttempts } from './attempts';
import { readBreakdown } from './breakdown';
import { collect, COLLECT_PAGE, frozenDocuments } from './collect';
import { csvText } from './csv';
import { groupCell, groupName } from './groups';
import { readRange, windowOf } from './range';
import { eventsOf, readSelector, selectorTitle, writeSelector, type SelectorForm } from './selector';
import { withOpenEnd } from './series';
import { asCli, asCurl } from './share';
import { readSpan, writeSpan } from './span';
import type { QuestionKind } from './kind';
import { momentParts } from './moment';
import { addressWith, fromAddress, momentFromAddress, toAddress } from './useQuestion';

const filter = (prop: string, op: BuilderFilter['op'], type: BuilderFilter['type'], ...values: string[]): BuilderFilter => ({ prop, op, type, values });

describe('selectors', () => {
  const cases: [string, SelectorForm][] = [
    ['', { events: [], where: [] }],
    ['*', { events: ['*'], where: [] }],
    ['product_viewed', { events: ['product_viewed'], where: [] }],
    ['product_viewed or product_added', { events: ['product_viewed', 'product_added'], where: [] }],
    ['`first-order` or 支付订单', { events: ['first-order', '支付订单'], where: [] }],
    ['a where channel in ("小程序", "天猫") and price between 10 and -5.5', { events: ['a'], where: [filter('channel', 'in', 'text', '小程序', '天猫'), filter('price', 'between', 'number', '10', '-5.5')] }],
    ['a where `in` not exists and x exists', { events: ['a'], where: [filter('in', 'not exists', 'text'), filter('x', 'exists', 'text')] }],
    ['a where day >= 2026-01-31 and gift = true', { events: ['a'], where: [filter('day', '>=', 'time', '2026-01-31'), filter('gift', '=', 'bool', 'true')] }],
    ['a where name not contains "a \\"b\\" \\\\c" and n != 3 and n not in (1, 2)', { events: ['a'], where: [filter('name', 'not contains', 'text', 'a "b" \\c'), filter('n', '!=', 'number', '3'), filter('n', 'not in', 'number', '1', '2')] }],
  ];
  it.each(cases)('%s is a form, and its text again', (text, form) => {
    expect(readSelector(text)).toEqual(form);
    expect(writeSelector(form)).toBe(text);
  });
  it('read full-width punctuation and any case of the words', () => {
    expect(readSelector('a OR b Where 渠道 ＝ “小程序” AND n ≥ 3')).toEqual({ events: ['a', 'b'], where: [filter('渠道', '=', 'text', '小程序'), filter('n', '>=', 'number', '3')] });
  });
  it.each(['a where x = 1 or y = 2', 'a where not x = 1', '(a or b)', 'a where x + 1 > 2', 'a where x = y', 'a, last 30 days', 'a where', 'a or', 'a where x in list("l")', 'a where x = "y', 'a where x not between 1 and 2', 'a -- why', 'a where x in (1, "b")', 'a or *', 'a where x = "a\\tb"', 'a b', 'and'])('%s is left as code', (text) => expect(readSelector(text)).toBeNull());
  it('leave out what is not filled in, and write nothing without an event', () => {
    expect(writeSelector({ events: ['a'], where: [filter('', 'in', 'text'), filter('x', '=', 'number', ''), filter('y', '=', 'text', 'z')] })).toBe('a where y = "z"');
    expect(writeSelector({ events: [], where: [filter('y', '=', 'text', 'z')] })).toBe('');
  });
  it('come back from any form', () => {
    // A small random stream of its own: the same in every run.
    let seed = 7;
    const random = (n: number) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * n); };
    const names = ['a', '支付订单', 'in', 'x-y', 'a`b', 'exists', '会员 等级', '_1'], texts = ['', 'a"b', '\\', '“”', "'", 'a, b', '100%'];
    const one = <T>(list: readonly T[]) => list[random(list.length)] as T;
    const value = { text: () => one(texts) || 'x', number: () => String(random(2000) - 1000), time: () => '2026-02-03', bool: () => one(['true', 'false']) };
    const ops = { text: ['=', '!=', 'in', 'not in', 'contains', 'not contains'], number: ['=', '<', '<=', '>', '>=', 'between', 'in'], time: ['<', '>=', 'between'], bool: ['=', '!='] } as const;
    for (let i = 0; i < 500; i++) {
      const where = Array.from({ length: random(4) }, () => {
        const type = one(['text', 'number', 'time', 'bool'] as const), op = one(ops[type] as readonly BuilderFilter['op'][]);
        return filter(one(names), op, type, ...Array.from({ length: op === 'between' ? 2 : op.endsWith('in') && op !== 'contains' ? 1 + random(3) : 1 }, value[type]));
      });
      const form = { events: [...new Set(Array.from({ length: 1 + random(3) }, () => one(names)))], where };
      expect(readSelector(writeSelector(form))).toEqual(form);
    }
  });
  it('have a title of titles, and of themselves where they are code', () => {
    const v = { events: [{ name: 'a', title: { zh: '甲', en: 'A' }, props: [{ name: 'n', title: { zh: '数', en: 'N' } }] }] } as unknown as Vocabulary;
    const pick = (t: { zh: string }) => t.zh;
    expect(selectorTitle('a or b', v, pick, '任意')).toBe('甲 / b');
    expect(selectorTitle('a where n > 3 and c = "x"', v, pick, '任意')).toBe('甲 (数 > 3 · x)');
    expect(selectorTitle('a where n = m', v, pick, '任意')).toBe('a where n = m');
    expect(eventsOf('a where n = m')).toContain('a');
  });
});

describe('fields of documents', () => {
  it('spans', () => {
    expect([readSpan('7 days'), readSpan('36h'), readSpan('1 week'), readSpan('5 years'), readSpan('0 days'), readSpan('')]).toEqual([{ n: 7, unit: 'day' }, { n: 36, unit: 'hour' }, { n: 1, unit: 'week' }, null, null, null]);
    expect([writeSpan({ n: 1, unit: 'day' }), writeSpan({ n: 30, unit: 'minute' })]).toEqual(['1 day', '30 minutes']);
  });
  it('ranges', () => {
    expect(readRange('last 30 days')).toBe('last 30 days');
    expect(readRange({ from: '2026-01-01', to: 'yesterday', x: 1 })).toEqual({ from: '2026-01-01' });
    expect([readRange({}), readRange(''), readRange(3)]).toEqual([undefined, undefined, undefined]);
  });
  it('breakdowns', () => {
    expect(readBreakdown({ property: 'channel', touch: 'step', step: 2 })).toEqual({ property: 'channel', touch: 'step', step: 2 });
    expect(readBreakdown({ property: 'channel', touch: 'evil' })).toEqual({ property: 'channel' });
    expect(readBreakdown({ class: 'rfm', touch: 'last' })).toEqual({ class: 'rfm' });
    expect([readBreakdown({}), readBreakdown({ step: 1 }), readBreakdown('x')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('groups', () => {
  const t = ((k: string) => k) as never, pick = (x: { en: string }) => x.en;
  const v = { classifications: [{ slug: 'rfm', classes: [{ name: 'lost', title: { zh: '流失', en: 'Lost' } }] }] } as unknown as Vocabulary;
  it('without a value and the rest are two things', () => {
    expect([groupName({ kind: 'value', label: null }, { property: 'c' }, v, pick, t), groupName({ kind: 'other', label: null }, { property: 'c' }, v, pick, t)]).toEqual(['withoutValue', 'other']);
    expect([groupCell({ kind: 'all', label: null }), groupCell({ kind: 'other', label: null }), groupCell({ kind: 'value', label: null }), groupCell({ kind: 'value', label: '' })]).toEqual([{}, { other: true }, { group: null }, { group: '' }]);
  });
  it('classes have their titles', () => {
    expect(groupName({ kind: 'value', label: 'lost' }, { class: 'rfm' }, v, pick, t)).toBe('Lost');
    expect(groupName({ kind: 'value', label: 'none' }, { class: 'rfm' }, v, pick, t)).toBe('noClass');
    expect(groupName({ kind: 'value', label: 'lost' }, { property: 'x' }, v, pick, t)).toBe('lost');
  });
});

describe('files and other doors', () => {
  it('CSV quotes, keeps ids as text and defuses formulas', () => {
    expect(csvText([['a', 1, null, true], ['x,"y"', '=1+1', '12345678901234567890', '-5']])).toBe('\ufeffa,1,,true\r\n"x,""y""",\'=1+1,\'12345678901234567890,-5\r\n');
  });
  it('a document on the command line and over HTTP survives quotes', () => {
    const doc = { steps: ["a where x = \"it's\""] };
    expect(asCli('funnel', doc)).toBe(`shoal query funnel '{"steps":["a where x = \\"it'\\''s\\""]}' --json`);
    expect(asCurl('funnel', doc, 'http://h', 'main')).toContain(`'http://h/api/w/main/questions/funnel'`);
  });
  it('addresses keep what is not theirs', () => {
    expect(addressWith('?people=x&q=old', '{"a":1}')).toBe('?people=x&q=%7B%22a%22%3A1%7D');
    expect(addressWith('?q=old', '')).toBe('');
  });
  it('everybody is read page by page', async () => {
    const all = Array.from({ length: 1201 }, (_, i) => ({ id: `u${i}`, subject: i, name: null, values: [] }));
    const seen: number[] = [];
    const got = await collect(async (cursor, limit) => {
      const from = Number(cursor ?? 0);
      return { as_of: '', lsn: 0, columns: [], items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null, total: all.length } as PeoplePage;
    }, (n) => seen.push(n));
    expect(got.rows.map((r) => r.id)).toEqual(all.map((r) => r.id));
    expect(seen).toEqual([COLLECT_PAGE, 2 * COLLECT_PAGE, 1201]);
  });
  it('a frozen list is two documents', () => {
    const [list, segment] = frozenDocuments('vip', 'VIP: "a"', ['u1', '--- x']).split('\n---\n').map((x) => JSON.parse(x) as Record<string, unknown>);
    expect(list).toMatchObject({ kind: 'list', slug: 'vip', values: ['u1', '--- x'] });
    expect(segment?.expression).toMatch(/^user_id in list\("vip"\) or /);
  });
});

describe('lines', () => {
  it('are dashed from the last period that is over', () => {
    const [whole, dashed] = withOpenEnd('n', [1, 2, 3, 4], [false, false, true, true], '#000000', 0) as { data: (number | null)[] }[];
    expect(whole?.data).toEqual([1, 2, null, null]);
    expect(dashed?.data).toEqual([null, 2, 3, 4]);
    expect(withOpenEnd('n', [1, 2], [false, false], '#000000', 0)).toHaveLength(1);
  });
});

describe('what a number counts', () => {
  it('is people, unless the question counts attempts, events or occurrences', () => {
    expect(countsAttempts('funnelPeople', { steps: [] }, { step: 1 })).toBe(false);
    expect(countsAttempts('funnelPeople', { count: 'sessions' }, {})).toBe(true);
    expect(countsAttempts('funnelPeople', { by: { property: 'a', touch: 'each' } }, {})).toBe(true);
    expect(countsAttempts('pathsPeople', { count: 'occurrences' }, {})).toBe(true);
    expect(countsAttempts('trendPeople', { series: ['a', { events: 'a', measure: 'people' }] }, { series: 1 })).toBe(true);
    expect(countsAttempts('trendPeople', { series: ['a', { events: 'a', measure: 'people' }] }, { series: 2 })).toBe(false);
    expect(countsAttempts('retentionPeople', { first: 'each' }, { column: 1 })).toBe(true);
    expect(countsAttempts('retentionPeople', { first: 'each' }, { column: 1, cohort: '2026-01-05' })).toBe(false);
    expect(countsAttempts('differencePeople', { of: 'a' }, { what: 'left' })).toBe(false);
  });
});

describe('windows in words', () => {
  it('takes every window of the language apart', () => {
    expect(windowOf('last 30 days')).toEqual({ n: 30, full: false, unit: 'day' });
    expect(windowOf('last 26 full weeks')).toEqual({ n: 26, full: true, unit: 'week' });
    expect(windowOf('last 1 month')).toEqual({ n: 1, full: false, unit: 'month' });
    expect(windowOf('Previous  week')).toEqual({ word: 'previousWeek' });
    expect(windowOf('since 2026-01-01')).toEqual({ from: '2026-01-01' });
    expect(windowOf('before 2026-01-01')).toEqual({ to: '2026-01-01' });
    expect(windowOf('between 2026-01-01 and 2026-02-01')).toEqual({ from: '2026-01-01', to: '2026-02-01' });
    for (const other of ['', 'last days', 'last 3 moons', 'someday']) expect([other, windowOf(other)]).toEqual([other, null]);
  });
});

describe('a moment', () => {
  it('is kept in the address, whatever the kind, and leaving it is an edit', () => {
    const kind: QuestionKind<string> = { id: 'trend', read: (d) => String((d as { x?: string } | null)?.x ?? ''), write: (x) => ({ x }), ask: (x) => ({ x }), missing: () => 0 };
    const at = '2026-11-01';
    expect(toAddress(kind, 'a', null, at)).toBe('{"x":"a","as_of":"2026-11-01"}');
    expect([fromAddress(kind, toAddress(kind, 'a', null, at)), momentFromAddress(toAddress(kind, 'a', null, at))]).toEqual(['a', at]);
    const saved = { x: 'a', as_of: at };
    expect([toAddress(kind, 'a', saved, at), momentFromAddress('', saved)]).toEqual(['', at]);
    expect(toAddress(kind, 'a', saved)).toBe('{"x":"a"}');
    expect(momentFromAddress('{"x":"a"}', saved)).toBe('');
  });
  it('is a day, a time of the workspace, or one with a zone', () => {
    expect(momentParts('2026-11-01')).toEqual({ day: '2026-11-01', time: '', zoned: false });
    expect(momentParts('2026-11-01T09:30')).toEqual({ day: '2026-11-01', time: '09:30', zoned: false });
    expect(momentParts('2026-11-01T09:30:00.000Z')).toEqual({ day: '2026-11-01', time: '09:30', zoned: true });
    expect(momentParts('soon').day).toBe('');
  });
});
