import { describe, expect, it } from 'vitest';
import { fill, namesIn, type Pair } from './define';

const files = import.meta.glob<Record<string, unknown>>('../**/strings.ts', { eager: true });
const tables = Object.entries(files).flatMap(([file, m]) => Object.entries(m).map(([name, table]) => [`${file} ${name}`, table as Record<string, Pair>] as const));

describe('strings', () => {
  it('finds the tables', () => expect(tables.length).toBeGreaterThan(8));
  it.each(tables)('%s says everything in both languages, with the same values', (_, table) => {
    for (const [key, pair] of Object.entries(table)) {
      expect(pair.zh.trim(), key).not.toBe('');
      expect(pair.en.trim(), key).not.toBe('');
      expect(namesIn(pair.zh), key).toEqual(namesIn(pair.en));
      // Half-width punctuation after a Chinese character is a slip; digits and Latin words may have it.
      expect(pair.zh, key).not.toMatch(/[\u4e00-\u9fff）”」][,;:?!()]|[,;:?!()][\u4e00-\u9fff（“「]/);
      expect(pair.en, key).not.toMatch(/[，。；：？！]/);
    }
  });
  it('fills values and chooses the plural', () => {
    const s = (v: unknown) => String(v);
    expect(fill('{n} {n|person|people}', { n: 1 }, s).join('')).toBe('1 person');
    expect(fill('{n} {n|person|people}', { n: 3 }, s).join('')).toBe('3 people');
    expect(fill('{a} and {b}', { a: 'x', b: 'y' }, s).join('')).toBe('x and y');
  });
});
