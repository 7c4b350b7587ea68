import { describe, expect, it } from 'vitest';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { difference, nextDay } from './doc';

describe('a difference as a document', () => {
  it('comes back from form and address as it went', () => {
    for (const doc of [{ of: { segment: 'vip' }, range: 'last 90 days' }, { of: 'did(a)', range: { from: '2026-01-01', to: '2026-01-31' }, who: 'x' },
      { of: { expression: 'count(a) > 3', title: 'Often' }, from: '2026-01-01T08:00:00Z', to: '2026-02-01' }]) {
      const form = difference.read(doc);
      expect(difference.write(form)).toEqual(doc);
      expect(difference.ask(form)).toEqual(doc);
      expect(difference.write(fromAddress(difference, toAddress(difference, form)))).toEqual(doc);
    }
  });
  it('two dates are the days after the first, up to the second', () => {
    expect(difference.ask(difference.read({ of: 'did(a)', from: '2026-02-28', to: '2026-03-31' }))).toEqual({ of: 'did(a)', range: { from: '2026-03-01', to: '2026-03-31' } });
    expect(difference.ask(difference.read({ of: 'did(a)', from: '2026-12-31' }))).toEqual({ of: 'did(a)', range: { from: '2027-01-01' } });
    expect(nextDay('2028-02-28')).toBe('2028-02-29');
  });
  it('needs a set, and takes nonsense for nothing', () => {
    expect(difference.ask(difference.read(null))).toBeNull();
    expect(difference.ask(difference.read({ of: 7, from: 'yesterday' }))).toBeNull();
    expect(difference.read({ of: 'a', from: '2026-99-99' }).moments).toEqual({ from: '2026-99-99' });
    expect(difference.missing(difference.read({}))).toBe(1);
  });
});
