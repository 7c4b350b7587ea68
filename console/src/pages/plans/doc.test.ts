import { describe, expect, it } from 'vitest';
import { addObserved, isAt, readPlan, unnamed, writePlan } from './doc';

const document = {
  description: 'kept', unknown_events: 'flag', names: { events: { 下单: 'order_completed' }, properties: { jine: 'amount' } },
  events: {
    order_completed: { title: 'Order', on_violation: 'reject', properties: { amount: { type: 'number', required: true, min: 0, max: 0.5 }, channel: { type: 'text', values: ['app', '小程序'], description: 'where' } } },
    product_viewed: { other_properties: 'reject', properties: {} },
  },
  attributes: { level: { type: 'text', values: ['gold'] } },
};

describe('plans as forms', () => {
  it('come back as they were', () => expect(writePlan(readPlan(document))).toEqual(document));
  it('read nonsense as an empty plan', () => { for (const d of [null, 3, [], { events: [], names: 'x', attributes: null, unknown_events: 'maybe' }]) expect(writePlan(readPlan(d))).toEqual({ events: {} }); });
  it('know what values and bounds imply', () => {
    const [a, b] = readPlan({ attributes: { a: { values: ['x'] }, b: { min: 1 } } }).attributes;
    expect([a?.type, b?.type]).toEqual(['text', 'number']);
  });
  it('leave what is no number to the server', () => {
    const p = readPlan({ attributes: { a: {} } });
    p.attributes[0]!.min = ' ten ';
    expect(writePlan(p).attributes).toEqual({ a: { min: 'ten' } });
  });
  it('tell empty and repeated names', () => expect([...unnamed([{ key: '1', name: 'a' }, { key: '2', name: ' a ' }, { key: '3', name: ' ' }])]).toEqual([['2', 'twice'], ['3', 'empty']]));
  it('take what was observed and is not there yet', () => {
    const got = addObserved(readPlan(document), { events: { order_completed: { properties: { amount: { type: 'text' }, coupon: { type: 'text', required: true } } }, signed_up: { properties: { via: { type: 'text', required: true } } } }, attributes: { age: { type: 'number' } } });
    expect([got.events, got.props]).toEqual([1, 2]);
    const d = writePlan(got.plan) as typeof document & { events: { signed_up: unknown } };
    expect(d.events.order_completed.properties).toEqual({ ...document.events.order_completed.properties, coupon: { type: 'text' } });
    expect(d.events.signed_up).toEqual({ properties: { via: { type: 'text', required: true } } });
    expect(d.attributes).toEqual({ ...document.attributes, age: { type: 'number' } });
  });
  it('find the field of an error', () => expect([isAt('events/a/properties/b/max', 'events/a/properties/b'), isAt('events/ab', 'events/a'), isAt(undefined, 'x')]).toEqual([true, false, false]));
});
