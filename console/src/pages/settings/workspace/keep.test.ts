import { expect, test } from 'vitest';
import { readRules, writeRules } from './keep';

test('rules read and written are the same', () => {
  for (const x of ['none', '36m', '90d,a=13m', 'a=forever,b=1d', '36m,page viewed=13m,x=90d']) expect(writeRules(readRules(x))).toBe(x);
  expect(writeRules(readRules(''))).toBe('none');
  expect(writeRules(readRules('forever'))).toBe('none');
  expect(readRules('36m,a=13m')).toEqual({ all: { n: 36, unit: 'm' }, events: [{ event: 'a', keep: { n: 13, unit: 'm' } }] });
});

test('what is missing is not written', () => {
  const all = { n: 1, unit: 'm' } as const;
  expect(writeRules({ all: { n: 0, unit: 'd' }, events: [] })).toBeNull();
  expect(writeRules({ all: { n: 1201, unit: 'm' }, events: [] })).toBeNull();
  expect(writeRules({ all, events: [{ event: '', keep: all }] })).toBeNull();
  expect(writeRules({ all, events: [{ event: 'a', keep: all }, { event: 'a', keep: all }] })).toBeNull();
});
