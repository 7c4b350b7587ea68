import { describe, expect, it } from 'vitest';
import * as m from './mapping';

const columns = ['订单编号', '买家', '付款时间', '实付', '类目', '省份', '状态'];
const orders: m.Doc = {
  kind: 'orders', format: 'csv', delimiter: ',', header: true,
  columns: { person: { column: '买家', type: 'phone' }, time: { column: '付款时间', format: 'iso', zone: 'UTC' }, amount: '实付', order_id: '订单编号' },
  properties: { status: { column: '状态', type: 'text' } }, rest: 'keep', refunds: { column: '状态', values: ['退款成功'] }, novelty: { a: 1 },
};
const roles = (doc: m.Doc, of = columns) => of.map((c) => { const u = m.useFor(doc, of, c); return u.automatic ? `(${u.role})` : u.role; });

describe('reading a document', () => {
  it('says what each column becomes', () => expect(roles(orders)).toEqual(['order_id', 'person', 'time', 'amount', '(property)', '(property)', 'property']));
  it('gives type and format', () => {
    expect(m.useFor(orders, columns, '买家')).toEqual({ role: 'person', type: 'phone' });
    expect(m.useFor(orders, columns, '付款时间')).toEqual({ role: 'time', format: 'iso' });
    expect(m.useFor(orders, columns, '状态')).toEqual({ role: 'property', name: 'status', type: 'text' });
  });
  it('drops the rest where the document says so, and keeps it as attributes of people', () => {
    expect(roles({ ...orders, rest: 'drop' })[4]).toBe('none');
    expect(roles({ kind: 'people', columns: { person: '买家' } })[4]).toBe('(attribute)');
  });
  it('finds columns as the server does', () => {
    expect(m.findColumn(['User ID', 'Order_No'], 'userid')).toBe(0);
    expect(m.findColumn(['a', 'b'], '2')).toBe(1);
    expect(m.findColumn(['2', 'b'], '2')).toBe(0);
    expect(m.findColumn(['a', 'b'], '3')).toBe(-1);
    expect(m.findColumn(['a'], '')).toBe(-1);
  });
  it('reads lists of properties, numbers as columns, and a column used twice', () => {
    const doc: m.Doc = { kind: 'events', columns: { person: 1, event: 2 }, properties: ['3'], attributes: { who: '1' } };
    expect(m.usesOf(doc, ['1', '2', '3'], '3')).toEqual([{ role: 'property', name: '3' }]);
    expect(m.usesOf(doc, ['1', '2', '3'], '1').map((u) => u.role)).toEqual(['person', 'attribute']);
  });
});

describe('saying what a column is', () => {
  it('takes a core field from the column that had it, and keeps what the form does not know', () => {
    const doc = m.setUse(orders, columns, '省份', { role: 'person' });
    expect(roles(doc)).toEqual(['order_id', '(property)', 'time', 'amount', '(property)', 'person', 'property']);
    expect(doc.novelty).toEqual({ a: 1 });
    expect(doc.refunds).toEqual(orders.refunds);
  });
  it('changes a format without losing the zone', () => {
    const doc = m.setUse(orders, columns, '付款时间', { role: 'time', format: 'dmy' });
    expect((doc.columns as m.Doc).time).toEqual({ column: '付款时间', zone: 'UTC', format: 'dmy' });
  });
  it('writes the short form where it says everything', () => {
    const doc = m.setUse(orders, columns, '买家', { role: 'person', type: 'user_id' });
    expect((doc.columns as m.Doc).person).toBe('买家');
  });
  it('leaves one column out by naming the others', () => {
    const doc = m.setUse(orders, columns, '省份', { role: 'none' });
    expect(doc.rest).toBe('drop');
    expect(doc.properties).toEqual({ status: { column: '状态', type: 'text' }, 类目: '类目' });
    expect(roles(doc)).toEqual(['order_id', 'person', 'time', 'amount', 'property', 'none', 'property']);
  });
  it('leaves nothing to name where the rest is dropped already', () => {
    const doc = m.setUse({ ...orders, rest: 'drop' }, columns, '状态', { role: 'none' });
    expect(doc.properties).toBeUndefined();
    expect(doc.rest).toBe('drop');
  });
  it('renames in place, never onto another name', () => {
    const two = m.setUse(orders, columns, '类目', { role: 'property', name: 'status' });
    expect(Object.keys(two.properties as object)).toEqual(['status', 'status_2']);
    const renamed = m.setUse(two, columns, '状态', { role: 'property', name: '订单状态', type: 'text' });
    expect(renamed.properties).toEqual({ 订单状态: { column: '状态', type: 'text' }, status_2: '类目' });
  });
  it('moves between property and attribute', () => {
    const doc = m.setUse(orders, columns, '状态', { role: 'attribute', name: 'status', type: 'text' });
    expect(doc.properties).toBeUndefined();
    expect(doc.attributes).toEqual({ status: { column: '状态', type: 'text' } });
  });
  it('replaces only the first of several uses', () => {
    const doc: m.Doc = { kind: 'people', columns: { person: '买家' }, attributes: { phone: '买家' }, rest: 'drop' };
    const next = m.setUse(doc, columns, '买家', { role: 'none' });
    expect(m.usesOf(next, columns, '买家')).toEqual([{ role: 'attribute', name: 'phone' }]);
  });
  it('turns lists of properties into named ones', () => {
    const doc = m.setUse({ kind: 'events', columns: {}, properties: ['类目'] }, columns, '省份', { role: 'property' });
    expect(doc.properties).toEqual({ 类目: '类目', 省份: '省份' });
  });
  it('a column and a fixed value exclude each other', () => {
    const fixed: m.Doc = { kind: 'events', columns: { person: '买家' }, event: 'page_viewed', time: '2026-01-31' };
    const doc = m.setUse(m.setUse(fixed, columns, '状态', { role: 'event' }), columns, '付款时间', { role: 'time' });
    expect([doc.event, doc.time]).toEqual([undefined, undefined]);
    expect((m.setFixedEvent(doc, ' x ').columns as m.Doc).event).toBeUndefined();
    expect(m.setFixedEvent(doc, ' x ').event).toBe('x');
    expect((m.setFixedTime(doc, '2026-01-31').columns as m.Doc).time).toBeUndefined();
    expect(m.setFixedTime(fixed, '').time).toBeUndefined();
  });
});

describe('kinds', () => {
  it('offer the roles they have', () => {
    expect(m.rolesFor(orders)).not.toContain('order_amount');
    expect(m.rolesFor({ ...orders, line_items: true })).toContain('order_amount');
    expect(m.rolesFor({ kind: 'people' })).toEqual(['person', 'time', 'id', 'attribute', 'none']);
  });
  it('orders → people: properties become attributes, money and refunds go', () => {
    const doc = m.setKind({ ...orders, line_items: true }, 'people');
    expect(Object.keys(doc.columns as object)).toEqual(['person', 'time']);
    expect(doc.attributes).toEqual(orders.properties);
    expect([doc.properties, doc.refunds, doc.line_items]).toEqual([undefined, undefined, undefined]);
    expect([doc.novelty, doc.delimiter]).toEqual([{ a: 1 }, ',']);
  });
  it('people → items: attributes become properties, and the item is missing', () => {
    const doc = m.setKind({ kind: 'people', columns: { person: '买家' }, attributes: { city: '省份' } }, 'items');
    expect(doc.properties).toEqual({ city: '省份' });
    expect(doc.columns).toBeUndefined();
    expect(m.missing(doc)).toEqual(['item_id']);
  });
  it('events → orders: no event is named', () => {
    const doc = m.setKind({ kind: 'events', columns: { person: 'a', event: 'b' }, event_names: { 抽奖: 'draw' }, refunds: { order_id_prefix: 'C' } }, 'orders');
    expect(doc).toEqual({ kind: 'orders', columns: { person: 'a' }, refunds: { order_id_prefix: 'C' } });
  });
  it('say what is missing', () => {
    expect(m.missing(orders)).toEqual([]);
    expect(m.missing({ kind: 'orders', line_items: true })).toEqual(['person', 'order_id']);
    expect(m.missing({ kind: 'events', columns: { person: 'a' } })).toEqual(['event']);
    expect(m.missing({ kind: 'events', columns: { person: 'a' }, event: 'x' })).toEqual([]);
    expect(m.missing({ kind: 'people' })).toEqual(['person']);
  });
});

describe('refunds and rows left out', () => {
  it('come back as they were', () => {
    const r = { negative: false, prefix: 'C', column: '状态', values: ['退款成功', '已退款'] };
    expect(m.refundsOf(m.setRefunds(orders, r))).toEqual(r);
    expect(m.leaveOutOf(m.setLeaveOut(orders, { column: '状态', values: ['待付款'] }))).toEqual({ column: '状态', values: ['待付款'] });
  });
  it('are not written half', () => {
    expect(m.setLeaveOut(orders, { column: '状态', values: [] }).leave_out).toBeUndefined();
    expect(m.setRefunds(orders, { negative: true, prefix: '', column: '', values: ['x'] }).refunds).toBeUndefined();
  });
  it('keep keys of their own', () => {
    const doc = { ...orders, refunds: { other: 1 } };
    expect(m.setRefunds(doc, { negative: true, prefix: 'C', column: '', values: [] }).refunds).toEqual({ other: 1, order_id_prefix: 'C' });
  });
  it('read a single value', () => expect(m.leaveOutOf({ leave_out: { column: 'a', values: 'x' } }).values).toEqual(['x']));
});

describe('looking again', () => {
  const guess: m.Doc = { kind: 'orders', format: 'csv', encoding: 'gb18030', delimiter: ';', header: true, columns: { person: '买家' } };
  it('keeps the choices while their columns are there', () => {
    const doc = m.afterLook({ ...orders, quote: 'none' }, columns, guess);
    expect([doc.encoding, doc.delimiter, doc.quote]).toEqual(['gb18030', ';', undefined]);
    expect(doc.columns).toEqual(orders.columns);
  });
  it('takes the guess when the columns are others, with the source', () => {
    expect(m.afterLook({ ...orders, source: 'erp' }, ['1', '2'], guess)).toEqual({ ...guess, source: 'erp' });
    expect(m.afterLook(orders, ['1', '2'], guess)).toEqual(guess);
  });
});

it('an earlier mapping goes on under its source', () => {
  expect(m.withSource('kind: orders\n', 'a "b"')).toBe('source: "a \\"b\\""\nkind: orders\n');
  expect(m.withSource('kind: orders\nsource: erp\n', 'x')).toBe('kind: orders\nsource: erp\n');
});
it('a file without a source is known by its stem', () => {
  expect(['orders.2026.csv.gz', 'a.csv', '.csv', 'plain'].map(m.stem)).toEqual(['orders.2026', 'a', '.csv', 'plain']);
});
