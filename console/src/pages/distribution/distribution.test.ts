import { describe, expect, it } from 'vitest';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { distribution, readEdges } from './doc';

describe('a distribution as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [{ events: 'a where x > 1', measure: { sum: 'amount' }, zeros: true, bins: [0, 1.5, 10], range: 'last 90 days', who: 'x', by: { class: 'rfm' }, top: 4 }, { events: 'a' }, { events: '*', measure: 'days', bins: 'each' }, { value: 'sum(a.b) / 2', bins: 7 }]) {
      const form = distribution.read(doc);
      expect(distribution.write(form)).toEqual(doc);
      expect(distribution.ask(form)).toEqual(doc);
      expect(distribution.write(fromAddress(distribution, toAddress(distribution, form)))).toEqual(doc);
    }
  });
  it('is not asked for nothing', () => {
    expect(distribution.ask(distribution.read(null))).toBeNull();
    expect(distribution.ask({ ...distribution.read({ events: 'a' }), measure: 'sum' })).toBeNull();
    expect(distribution.write(distribution.read({ events: 'a', bins: [3, 1], measure: 'evil' }))).toEqual({ events: 'a' });
  });
  it('edges rise', () => expect([readEdges('0, 1.5，10'), readEdges('3 1'), readEdges(''), readEdges('1, x')]).toEqual([[0, 1.5, 10], null, null, null]));
});
