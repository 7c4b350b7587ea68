import { describe, expect, it } from 'vitest';
import type { AttributionChannel } from '@/api/types';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { attribution } from './doc';
import { creditOf } from './picture';

describe('attribution as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [
      { conversion: 'a', value: { sum: 'amount' }, touch: 'b or c', by: { property: 'channel' }, within: '7 days', model: ['last', 'markov'], direct: [null, 'direct'], weights: { first: 30, last: 50 }, half_life: '2 days', count: 'first', top: 5, range: 'last 90 days', who: 'x' },
      { conversion: 'a', touch: 'b', by: { property: 'p' } }, { conversion: 'a', touch: 'b', by: { property: 'p' }, model: 'linear' },
    ]) {
      const form = attribution.read(doc);
      expect(attribution.write(form)).toEqual(doc);
      expect(attribution.ask(form)).toEqual(doc);
      expect(attribution.write(fromAddress(attribution, toAddress(attribution, form)))).toEqual(doc);
    }
  });
  it('is asked once it has a conversion, touches and their property', () => {
    expect(attribution.missing(attribution.read(null))).toBe(3);
    expect(attribution.ask(attribution.read({ conversion: 'a', touch: 'b' }))).toBeNull();
    expect(attribution.read({ model: ['evil', 'last', 'last'] }).model).toEqual(['last']);
  });
  it('a model\'s credit is what is shown', () => {
    const c = { models: [{ conversions: '0.333334', value: '12.50', share: 0.25 }] } as AttributionChannel;
    expect([creditOf(c, 0, 'share'), creditOf(c, 0, 'conversions'), creditOf(c, 0, 'value'), creditOf(c, 1, 'share')]).toEqual([0.25, 0.333334, 12.5, null]);
  });
});
