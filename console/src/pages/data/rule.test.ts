import { expect, it } from 'vitest';
import { didRule, nameInRule } from './rule';

it('quotes what is not a plain word', () => {
  expect(didRule('order_completed')).toBe('did(order_completed)');
  expect(didRule('支付订单')).toBe('did(支付订单)');
  expect(didRule('Added to Cart')).toBe('did(`Added to Cart`)');
  expect(nameInRule('last')).toBe('`last`');
  expect(nameInRule('a`b')).toBe('`a\\`b`');
});
