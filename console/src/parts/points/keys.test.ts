import { expect, it } from 'vitest';
import { keyOf, settled } from './keys';

it('keeps a key over retries of the same request, and no longer', () => {
  const a = { currency: 'points', amount: '5' };
  const key = keyOf(a);
  expect(keyOf({ ...a })).toBe(key);
  expect(keyOf({ ...a, amount: '6' })).not.toBe(key);
  settled(a);
  expect(keyOf(a)).not.toBe(key);
});
