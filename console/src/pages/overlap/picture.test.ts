// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Overlap } from '@/api/types';
import { chartContext, wordsOf } from '@/test/chart';
import { heightOf, pictureOf } from './picture';

describe('an overlap as a picture', () => {
  const pair = (people: number, share: number, lift: number | null) => ({ people, share, lift, jaccard: 0 });
  const data = {
    everyone: 1000, sets: [{ people: 200, share: 0.2, expression: 'a' }, { people: 50, share: 0.05, expression: 'b' }, { people: 0, share: 0, expression: 'c' }],
    matrix: [[pair(200, 1, null), pair(40, 0.2, 4), pair(0, 0, null)], [pair(40, 0.8, 4), pair(50, 1, null), pair(0, 0, null)], [pair(0, 0, null), pair(0, 0, null), pair(0, 0, null)]],
  } as unknown as Overlap;
  it('says sets, their sizes, and share, people and lift of each pair; nothing of a set with itself', () => {
    const words = wordsOf(pictureOf(data, ['VIP', 'a {b} c', 'VIP'], { size: (n, share) => `${n} people, ${share}`, pair: (n, lift) => `${n} people, lift ${lift}`, help: 'what it says' }, chartContext('en')), 1120, heightOf(data));
    expect(words.filter((w) => w === 'VIP')).toHaveLength(4);
    expect(words).toContain('a (b) c');
    for (const w of ['200 people, 20.0%', '50 people, 5.0%', '0 people, 0.0%', '20.0%', '80.0%']) expect(words).toContain(w);
    expect(words.filter((w) => w === '40 people, lift 4×')).toHaveLength(2);
    expect(words.filter((w) => w === '0 people, lift –')).toHaveLength(4);
    expect(words).toContain('what it says');
    expect(words).not.toContain('100.0%');
  });
});
