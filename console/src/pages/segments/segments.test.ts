import { describe, expect, it } from 'vitest';
import type { Builder, BuilderClause, Clause } from '@/api/types';
import { clausesById, circled } from '@/parts/builder/counts';
import { newClause, windowOf, withOp } from '@/parts/builder/make';
import { andTo, append, complete, duplicate, emptyRoot, fromBuilder, isComplete, isGroup, move, openRows, remove, replace, rows, setClause, toBuilder, unwrap, wrap, type Group } from '@/parts/builder/tree';
import { contextAt } from '@/parts/code/context';
import { rangeOf } from '@/parts/code/place';
import { scan, writeName, writeText } from '@/parts/code/scan';
import { differs, docOf, given, newDoc } from './editor/doc';
import { DAILY_AT, readUpdate, writeUpdate } from './editor/update';
import { givenParameters, guess, namesIn, parametersOf, sameParameters, valueOk } from './editor/parameters';
import { slugFor } from './editor/slug';
import { combine, matches } from './list/match';
import { offered } from './editor/templates';
import { amend, begin, MERGE_MS, record, redo, STEPS_MAX, undo } from '@/hooks/history';

const attr = (name: string, ...values: string[]): BuilderClause => ({ kind: 'attribute', name, op: 'in', type: 'text', values });
const did = (event: string, not = false): BuilderClause => ({ kind: 'did', not, events: [event], where: [], count: null, window: { kind: 'all' } });
const names = (g: Group): string[] => rows(g).map((r) => (r.clause.kind === 'attribute' ? r.clause.name : r.clause.kind));
const id = (g: Group, n: number): string => g.items[n]?.id as string;

describe('form', () => {
  const b: Builder = { op: 'and', items: [attr('a', '1'), { op: 'or', not: true, items: [attr('b', '1'), did('x')] }] };
  it('goes there and back', () => expect(toBuilder(fromBuilder(b))).toEqual(b));
  it('gives a single row a group', () => expect(fromBuilder(did('x')).items).toHaveLength(1));
  it('keeps a negated root in a group of its own', () => {
    const g = fromBuilder({ op: 'or', not: true, items: [did('x'), did('y')] });
    expect(g.not).toBe(false);
    expect(g.items).toHaveLength(1);
  });
  it('reads everyone as no condition', () => {
    expect(fromBuilder({ kind: 'code', text: 'true' }).items).toEqual([]);
    expect(toBuilder(emptyRoot())).toBeNull();
  });
  it('leaves out what is not filled in', () => {
    const g = fromBuilder({ op: 'and', items: [attr('a', '1'), attr('b'), { op: 'or', items: [attr('')] }] });
    expect(openRows(g)).toBe(2);
    expect(toBuilder(g)).toEqual({ op: 'and', items: [attr('a', '1')] });
  });
  it('knows what is missing', () => {
    const count = (n: string): BuilderClause => ({ kind: 'did', not: false, events: ['x'], where: [], count: { op: '>=', n }, window: { kind: 'last', n: 30, unit: 'day' } });
    expect(isComplete(count('2'))).toBe(true);
    expect(isComplete(count('two'))).toBe(false);
    expect(isComplete({ kind: 'attribute', name: 'age', op: 'between', type: 'number', values: ['1', ''] })).toBe(false);
    expect(isComplete({ kind: 'attribute', name: 'age', op: 'exists', type: 'number', values: [] })).toBe(true);
    expect(isComplete({ ...(did('x') as Extract<BuilderClause, { kind: 'did' }>), window: { kind: 'since', from: '' } })).toBe(false);
    expect(isComplete(newClause('class', undefined))).toBe(false);
    const events = ['a'], where: never[] = [], window = { kind: 'all' } as const;
    const measure = { fn: 'count', events, where, window } as const;
    const steps = (...s: [string, boolean, number][]): BuilderClause => ({ kind: 'sequence', not: false, count: null, window, steps: s.map(([e, not, n]) => ({ not, events: e === '' ? [] : [e], where, within: n > 0 ? { n, unit: 'day' } : null })) });
    expect(isComplete(steps(['a', false, 0], ['b', true, 0], ['c', false, 3], ['d', true, 2]))).toBe(true);
    for (const bad of [steps(['a', false, 0]), steps(['a', false, 1], ['b', false, 0]), steps(['a', true, 0], ['b', false, 0]), steps(['a', false, 0], ['b', true, 1], ['c', false, 0]), steps(['a', false, 0], ['', false, 0])]) expect(isComplete(bad)).toBe(false);
    expect(isComplete({ kind: 'value', fn: 'last', events, where, window, op: 'exists', type: 'text', values: [] })).toBe(true);
    expect(isComplete({ kind: 'value', fn: 'nth', events, where, window, op: 'exists', type: 'text', values: [] })).toBe(false);
    expect(isComplete({ kind: 'compare', a: measure, op: '>', b: { ...measure, fn: 'sum', prop: 'x' } })).toBe(true);
    expect(isComplete({ kind: 'compare', a: measure, op: '>', b: { ...measure, fn: 'sum' } })).toBe(false);
    expect(isComplete({ kind: 'aggregate', fn: 'streak', events, where, window, op: '>=', value: '7' })).toBe(true);
    expect(isComplete({ kind: 'list', name: 'user_id', slug: '', not: false })).toBe(false);
    expect(isComplete({ kind: 'anniversary', name: 'birthday', when: 'next', n: 7, unit: 'day' })).toBe(true);
    expect((['sequence', 'value', 'compare', 'anniversary', 'list'] as const).map((k) => isComplete(newClause(k, undefined)))).toEqual([false, false, false, false, false]);
  });
  it('edits without touching the rest', () => {
    const g = fromBuilder(b);
    const next = setClause(g, id(g, 0), attr('c', '1'));
    expect(names(next)).toEqual(['c', 'b', 'did']);
    expect(next.items[1]).toBe(g.items[1]);
    expect(names(g)).toEqual(['a', 'b', 'did']);
  });
  it('removes a group with its last row', () => {
    const g = fromBuilder({ op: 'and', items: [attr('a', '1'), { op: 'or', items: [attr('b', '1')] }] });
    const inner = g.items[1] as Group;
    expect(remove(g, id(inner, 0)).items).toHaveLength(1);
    expect(remove(remove(g, id(g, 0)), inner.id).items).toEqual([]);
  });
  it('moves, copies, groups', () => {
    const g = fromBuilder({ op: 'and', items: [attr('a', '1'), attr('b', '1'), attr('c', '1')] });
    expect(names(move(g, id(g, 2), -1))).toEqual(['a', 'c', 'b']);
    expect(move(g, id(g, 0), -1)).toEqual(g);
    const twice = duplicate(g, id(g, 0));
    expect(names(twice)).toEqual(['a', 'a', 'b', 'c']);
    expect(id(twice, 0)).not.toBe(id(twice, 1));
    const wrapped = wrap(g, id(g, 1));
    expect(isGroup(wrapped.items[1] as Group)).toBe(true);
    expect(unwrap(wrapped, id(wrapped, 1))).toEqual(g);
    expect(names(append(wrapped, id(wrapped, 1), { id: 'z', clause: did('z') }))).toEqual(['a', 'b', 'did', 'c']);
  });
  it('ANDs a bucket to any rule', () => {
    const more = fromBuilder(did('x'));
    const any = fromBuilder({ op: 'or', items: [attr('a', '1'), attr('b', '1')] });
    expect(toBuilder(andTo(any, more))).toEqual({ op: 'and', items: [{ op: 'or', items: [attr('a', '1'), attr('b', '1')] }, did('x')] });
    expect(toBuilder(andTo(emptyRoot(), more))).toEqual({ op: 'and', items: [did('x')] });
  });
  it('replaces only what has the id', () => {
    const g = fromBuilder(b);
    expect(replace(g, 'nowhere', () => null)).toBe(g);
    expect(complete(g)).toEqual(g);
  });
  it('carries values to another operator', () => {
    const t = { op: 'in' as const, type: 'text' as const, values: ['a', 'b'] };
    expect(withOp(t, '=').values).toEqual(['a']);
    expect(withOp(t, 'between').values).toEqual(['a', 'b']);
    expect(withOp(t, 'exists').values).toEqual([]);
    expect(withOp({ ...t, values: [''] }, 'in').values).toEqual([]);
  });
  it('keeps the unit where the window allows it', () => {
    expect(windowOf('last_full', { kind: 'last', n: 7, unit: 'hour' }, '2026-11-22')).toEqual({ kind: 'last_full', n: 7, unit: 'day' });
    expect(windowOf('since', { kind: 'all' }, '2026-11-22')).toEqual({ kind: 'since', from: '2026-11-01' });
  });
});

describe('counts of rows', () => {
  const clause = (text: string, kind: Clause['kind'] = 'clause', children: Clause[] = []): Clause => ({ path: '', text, sentence: { zh: '', en: '' }, place: { line: 1, column: 1, length: 1 }, kind, children, people: text.length, cumulative: null, reach_without: null });
  it('finds rows in groups that the text flattens', () => {
    const g = fromBuilder({ op: 'and', items: [attr('a', '1'), { op: 'and', items: [attr('b', '1'), { op: 'or', items: [attr('c', '1')] }] }] });
    const c = clause('root', 'and', [clause('a'), clause('bb'), clause('ccc')]);
    const found = clausesById(g, c);
    expect(rows(g).map((r) => found.get(r.id)?.text)).toEqual(['a', 'bb', 'ccc']);
  });
  it('skips rows that are not counted yet', () => {
    const g = fromBuilder({ op: 'and', items: [attr('a'), attr('b', '1')] });
    const found = clausesById(g, clause('b'));
    expect(rows(g).map((r) => found.get(r.id)?.text)).toEqual([undefined, 'b']);
  });
  it('goes through not', () => {
    const g = fromBuilder({ op: 'and', items: [did('x', true), { op: 'or', not: true, items: [attr('b', '1'), attr('c', '1')] }] });
    const c = clause('root', 'and', [clause('not x', 'not', [clause('x')]), clause('not (b or c)', 'not', [clause('b or c', 'or', [clause('b'), clause('c')])])]);
    const found = clausesById(g, c);
    expect(g.items.map((n) => found.get(n.id)?.text)).toEqual(['not x', 'not (b or c)']);
    expect(rows(g).map((r) => found.get(r.id)?.text)).toEqual(['not x', 'b', 'c']);
  });
  it('says nothing when the trees do not agree', () => {
    const g = fromBuilder({ op: 'and', items: [attr('a', '1'), attr('b', '1')] });
    expect(rows(g).some((r) => clausesById(g, clause('old', 'or', [clause('a'), clause('b')])).has(r.id))).toBe(false);
  });
  it('numbers rows', () => expect([circled(1), circled(20), circled(21)]).toEqual(['①', '⑳', '(21)']));
});

describe('undo', () => {
  it('merges keystrokes and nothing else', () => {
    let h = begin('');
    h = record(h, 'a', 'title', 0);
    h = record(h, 'ab', 'title', 100);
    h = record(h, 'abc', 'other', 200);
    h = record(h, 'abcd', 'other', 200 + MERGE_MS);
    expect(h.past).toEqual(['', 'ab', 'abc']);
    h = undo(undo(h));
    expect(h.now).toBe('ab');
    expect(redo(h).now).toBe('abc');
    expect(record(h, 'new', null, 0).future).toEqual([]);
  });
  it('keeps at least a hundred steps and not all', () => {
    let h = begin(0);
    for (let i = 1; i <= 500; i++) h = record(h, i, null, i);
    expect(h.past).toHaveLength(STEPS_MAX);
    expect(STEPS_MAX).toBeGreaterThanOrEqual(100);
    for (let i = 0; i < STEPS_MAX + 5; i++) h = undo(h);
    expect(h.now).toBe(500 - STEPS_MAX);
  });
  it('amends without a step', () => {
    const h = amend(record(begin('a'), 'b', null, 0), (s) => `${s}!`);
    expect(h.now).toBe('b!');
    expect(undo(h).now).toBe('a');
  });
});

describe('document', () => {
  const s = { title: { zh: '甲', en: 'A' }, expression: 'true', description: null, update: 'daily 04:30', events: false };
  it('is clean as loaded', () => {
    expect(differs(docOf(s), s)).toBe(false);
    expect(differs(newDoc(''), null)).toBe(false);
  });
  it('gives the description as nothing, one text or two', () => {
    expect(given({ description: { zh: ' ', en: '' }, update: 'live', events: false, parameters: {} }, 'true')).toEqual({});
    expect(given({ description: { zh: '丙 ', en: '' }, update: 'manual', events: true, parameters: {} }, 'true')).toEqual({ description: '丙', update: 'manual', events: true });
    expect(given({ description: { zh: '丙', en: 'C' }, update: 'live', events: false, parameters: {} }, 'true')).toEqual({ description: { zh: '丙', en: 'C' } });
  });
  it('differs by text, title and unfinished rows', () => {
    expect(differs({ ...docOf(s), text: 'did(x)' }, s)).toBe(true);
    expect(differs({ ...docOf(s), title: { zh: '甲', en: 'B' } }, s)).toBe(true);
    expect(differs({ ...docOf(s), description: { zh: '丙', en: '' } }, s)).toBe(true);
    expect(differs({ ...docOf(s), update: 'live' }, s)).toBe(true);
    expect(differs(newDoc('did(x)'), null)).toBe(true);
  });
  it('reads and writes when it is recorded', () => {
    for (const text of ['live', 'manual', 'daily 00:00', 'daily 23:59']) expect(writeUpdate(readUpdate(text))).toBe(text);
    expect(readUpdate('daily 24:00')).toEqual({ mode: 'live', at: DAILY_AT });
    expect(writeUpdate({ ...readUpdate('manual'), mode: 'daily' })).toBe(`daily ${DAILY_AT}`);
  });
});

describe('places', () => {
  it('counts characters and not units', () => {
    const text = '𠮷 = "a" and\nzzz = 1';
    expect(rangeOf(text, { line: 1, column: 3, length: 1 })).toEqual({ from: 3, to: 4 });
    expect(text.slice(...Object.values(rangeOf(text, { line: 2, column: 1, length: 3 })) as [number, number])).toBe('zzz');
  });
  it('underlines something at the end', () => {
    expect(rangeOf('did(', { line: 1, column: 5, length: 1 })).toEqual({ from: 3, to: 4 });
    expect(rangeOf('', { line: 1, column: 1, length: 1 })).toEqual({ from: 0, to: 0 });
  });
});

describe('words of the language', () => {
  it('reads full-width punctuation', () => expect(scan('sum（支付订单.金额 where 渠道 ＝ “小程序”，last 90 days）').map((t) => t.kind))
    .toEqual(['word', 'open', 'word', 'dot', 'word', 'word', 'word', 'operator', 'string', 'comma', 'word', 'number', 'word', 'close']));
  it('tells dates, comments and open quotes', () => {
    expect(scan('since 2026-01-31T10:00 -- x').map((t) => t.kind)).toEqual(['word', 'date', 'comment']);
    expect(scan('city = "上').at(-1)).toMatchObject({ kind: 'string', value: '上', unclosed: true });
    expect(scan('"a\\"b" x').map((t) => t.value)).toEqual(['a"b', 'x']);
    expect(scan('a ≠ b').map((t) => t.text)).toEqual(['a', '≠', 'b']);
  });
  it('quotes what has to be', () => {
    expect(writeName('会员等级')).toBe('会员等级');
    expect(writeName('会员 等级')).toBe('`会员 等级`');
    expect(writeName('in')).toBe('`in`');
    expect(writeText('a"b\n')).toBe('"a\\"b\\n"');
  });
});

describe('what can be completed', () => {
  const at = (s: string) => contextAt(s.replace('|', ''), s.indexOf('|') < 0 ? s.length : s.indexOf('|'));
  it('knows the names within facts and what is compared with a level', () => {
    expect(at('points("|').context).toEqual({ kind: 'fact', of: 'points' });
    expect(at('did(a) and coupons(|').context).toEqual({ kind: 'fact', of: 'coupons' });
    expect(at('member("club") |').context).toMatchObject({ kind: 'joint' });
    expect(at('tier("club") in ("|').context).toEqual({ kind: 'value', of: { is: 'tier', programme: 'club' } });
    expect(at('tier("club") = |').context).toEqual({ kind: 'value', of: { is: 'tier', programme: 'club' } });
    expect(at('points("gold") |').context).toMatchObject({ kind: 'operator' });
  });
  const kind = (s: string) => at(s).context;
  it.each([
    ['', 'condition'], ['ci', 'condition'], ['city = "x" and ', 'condition'], ['not ', 'condition'], ['(', 'condition'], ['days_since(', 'condition'],
    ['did(', 'event'], ['did(a or ', 'event'], ['sum((a or ', 'event'], ['did(a', 'event'],
    ['did(a, ', 'window'], ['did(a where x = 1, ', 'window'], ['did(a, last 30 ', 'unit'], ['did(a, this ', 'unit'],
    ['segment(', 'segment'], ['segment("lo', 'segment'], ['class(', 'classification'],
    ['did(a) ', 'joint'], ['city = "x" ', 'joint'], ['city in ("a", "b") ', 'joint'], ['did(a ', 'joint'], ['segment(x) ', 'joint'],
    ['-- note ', 'nothing'],
  ])('%s → %s', (s, want) => expect(kind(s).kind).toBe(want));
  it('knows the events of a property', () => {
    expect(kind('sum(a.')).toEqual({ kind: 'prop', events: ['a'] });
    expect(kind('sum((a or b).am')).toEqual({ kind: 'prop', events: ['a', 'b'] });
    expect(kind('did(a or b where ')).toEqual({ kind: 'filter', events: ['a', 'b'] });
    expect(kind('did(a where x = 1 and (')).toEqual({ kind: 'filter', events: ['a'] });
  });
  it('knows whose value it is', () => {
    expect(kind('city = "')).toEqual({ kind: 'value', of: { is: 'attribute', name: 'city' } });
    expect(kind('city in ("a", ')).toEqual({ kind: 'value', of: { is: 'attribute', name: 'city' } });
    expect(kind('did(a where channel = ')).toEqual({ kind: 'value', of: { is: 'prop', name: 'channel', events: ['a'] } });
    expect(kind('class(rfm) = ')).toEqual({ kind: 'value', of: { is: 'class', slug: 'rfm' } });
    expect(kind('class("rfm") not in (')).toEqual({ kind: 'value', of: { is: 'class', slug: 'rfm' } });
    expect(kind('age between 1 and ')).toEqual({ kind: 'value', of: { is: 'attribute', name: 'age' } });
  });
  it('offers operators after a name', () => {
    expect(kind('city ').kind).toBe('operator');
    expect(kind('count(a) ').kind).toBe('operator');
  });
  it('says where the word begins', () => {
    expect(at('did(ord')).toMatchObject({ from: 4, quoted: false });
    expect(at('city = "上海')).toMatchObject({ from: 7, quoted: true });
  });
});

describe('around the editor', () => {
  it('proposes free ids', () => {
    expect(slugFor({ zh: '高价值', en: 'High value!' }, [])).toBe('high-value');
    expect(slugFor({ zh: '', en: 'High value' }, ['high-value'])).toBe('high-value-2');
    expect(slugFor({ zh: '七天未买', en: '' }, ['segment-1'])).toBe('segment-2');
  });
  it('finds segments by any word', () => {
    const s = { slug: 'vip', title: { zh: '高价值用户', en: 'VIP' }, expression: 'did(order_completed)', sentence: { zh: '有支付订单', en: 'did “Order”' }, description: { zh: '常客', en: 'Regulars' }, author: 'Lin' };
    expect(matches(s, '高价值 lin')).toBe(true);
    expect(matches(s, '常客 regulars')).toBe(true);
    expect(matches(s, '高价值 wang')).toBe(false);
    expect(matches(s, '')).toBe(true);
  });
  it('joins segments', () => expect(combine(['a', 'b'], 'or')).toBe('segment("a") or segment("b")'));
  it('offers only rules of the data at hand', () => {
    const v = { lsn: 0, revision: 0, events: [{ name: 'order_completed', title: { zh: '', en: '' }, rows: 1, props: [] }], attributes: [], segments: [], classifications: [], currencies: [], coupons: [], draws: [], programmes: [], functions: [], keywords: [] };
    const ids = offered(v).map((x) => x.id);
    expect(ids).toContain('quiet');
    expect(ids).not.toContain('cart');
    expect(ids).not.toContain('risk');
  });
});

describe('parameters', () => {
  const text = 'count(a where b = "$no" -- $nor\n, last $n days) > $n and city = $城市 and did(a, between $from and $to)';
  it('are the names outside texts and comments', () => expect(namesIn(text)).toEqual(['n', '城市', 'from', 'to']));
  it('are dates where only a date can stand', () => expect(namesIn(text).map((n) => guess(text, n))).toEqual(['number', 'number', 'time', 'time']));
  it('need a value of their type', () => {
    expect((['12', '-1.5', '', '1e3', 'x'] as const).map((value) => valueOk({ type: 'number', value }))).toEqual([true, true, false, false, false]);
    expect((['2026-01-31', '2026-01-31T10:00', '2026'] as const).map((value) => valueOk({ type: 'time', value }))).toEqual([true, true, false]);
  });
  it('go to the server with a value only, and only those of the rule', () => {
    const all = { n: { type: 'number', value: '30' }, gone: { type: 'text', value: 'x' }, from: { type: 'time', value: '' } } as const;
    expect(givenParameters(all, text)).toEqual({ parameters: { n: { type: 'number', default: '30' } } });
    expect(givenParameters({})).toEqual({});
    expect(parametersOf({ n: { type: 'bool', default: true } })).toEqual({ n: { type: 'bool', value: 'true' } });
    expect(sameParameters(all, { n: all.n, from: all.from }, 'x > $n')).toBe(true);
    expect(sameParameters(all, {}, 'x > $n')).toBe(false);
  });
});
