import { describe, expect, it } from 'vitest';
import { rank } from './rank';

const entries = ['概览 Overview', '分群 Segments', 'RFM', '用户 People', 'API keys'].map((title) => ({ title }));
const found = (q: string) => rank(q, entries, (e) => e.title).map((e) => e.title);

describe('palette', () => {
  it('gives everything for no question', () => expect(found('  ')).toHaveLength(5));
  it('finds by either language', () => {
    expect(found('分群')).toEqual(['分群 Segments']);
    expect(found('seg')[0]).toBe('分群 Segments');
  });
  it('prefers the start of the title', () => expect(found('r')[0]).toBe('RFM'));
  it('takes every word', () => expect(found('api key')).toEqual(['API keys']));
  it('survives characters that mean something in patterns', () => expect(found('(*')).toEqual([]));
});
