import { expect, test } from 'vitest';
import type { Evidence } from '@/api/types';
import { foldEvidence } from './evidence';

const e = (lsn: number, cause: Evidence['cause'], a: number): Evidence => ({ cause, rule: 'R7', time: '2026-01-01T00:00:00.000Z', identity: null, a: { type: 'user_id', value: 'u', subject: a }, b: null, event: null, source: null, author: null, lsn });

test('what one message moved for one reason is one line', () => {
  const folded = foldEvidence([e(1, 'claimed', 1), e(1, 'claimed', 1), e(1, 'claimed', 1), e(1, 'attached', 1), e(2, 'claimed', 1), e(2, 'claimed', 2)]);
  expect(folded.map((x) => [x.of.lsn, x.of.cause, x.more])).toEqual([[1, 'claimed', 2], [1, 'attached', 0], [2, 'claimed', 0], [2, 'claimed', 0]]);
  expect(foldEvidence([])).toEqual([]);
});
