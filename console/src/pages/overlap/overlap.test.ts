import { describe, expect, it } from 'vitest';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { overlap } from './doc';

describe('an overlap as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [{ sets: ['did(a)', { segment: 'vip' }, { expression: 'count(a) > 3', title: 'Often' }], who: 'x' }, { sets: ['a', 'b'] }]) {
      const form = overlap.read(doc);
      expect(overlap.write(form)).toEqual(doc);
      expect(overlap.ask(form)).toEqual(doc);
      expect(overlap.write(fromAddress(overlap, toAddress(overlap, form)))).toEqual(doc);
    }
  });
  it('needs two sets; what is not filled in is not asked', () => {
    expect(overlap.ask(overlap.read(null))).toBeNull();
    expect(overlap.read({ sets: 'evil' }).sets).toHaveLength(2);
    const form = overlap.read({ sets: ['a', '', 'segment("vip")'] });
    expect(overlap.ask(form)).toEqual({ sets: ['a', { segment: 'vip' }] });
    expect(overlap.missing(form)).toBe(1);
  });
});
