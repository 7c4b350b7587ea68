// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { guessSeparator, readCsv, readTable } from './csv';
import { decode } from './decode';
import { clean, guessColumn, guessHeading, guessTarget, pickValues, tableOf } from './values';

const utf8 = (s: string) => new TextEncoder().encode(s);
const at = (text: string, heading?: boolean) => { const rows = readTable(text); return tableOf(rows, heading ?? guessHeading(rows)); };

describe('a file is read as it was written', () => {
  it('in UTF-8, with its mark or without', () => {
    expect(decode(utf8('手机\n1'))).toEqual({ text: '手机\n1', encoding: 'UTF-8' });
    expect(decode(utf8('\ufeffa'))).toEqual({ text: 'a', encoding: 'UTF-8' });
    expect(decode(new Uint8Array())).toEqual({ text: '', encoding: 'UTF-8' });
  });
  it('in GBK, GB18030 and UTF-16', () => {
    expect(decode(new Uint8Array([0xca, 0xd6, 0xbb, 0xfa, 0x0a, 0x31]))).toEqual({ text: '手机\n1', encoding: 'GB18030' });
    expect(decode(new Uint8Array([0x81, 0x30, 0x84, 0x36]))?.encoding).toBe('GB18030');
    expect(decode(new Uint8Array([0xff, 0xfe, 0x4b, 0x62, 0x31, 0x00]))).toEqual({ text: '手1', encoding: 'UTF-16' });
  });
  it('and nothing else is taken for text', () => {
    expect(decode(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).toBeNull();
    expect(decode(new Uint8Array([0xff, 0xff, 0x80]))).toBeNull();
  });
});

describe('lines of cells', () => {
  it('have quotes, line ends of every kind, and no last line of nothing', () => {
    expect(readCsv('a,"b, ""c""\r\nd"\r\ne,f\n\ng\rh', ',')).toEqual([['a', 'b, "c"\r\nd'], ['e', 'f'], [''], ['g'], ['h']]);
    expect(readCsv('a,\n', ',')).toEqual([['a', '']]);
    expect(readCsv('a,', ',')).toEqual([['a', '']]);
    expect(readCsv('', ',')).toEqual([]);
  });
  it('a quote that is never closed swallows nothing', () => expect(readCsv('"a,1\nb,2', ',')).toEqual([['"a', '1'], ['b', '2']]));
  it('are separated by what separates most of them', () => {
    expect(guessSeparator('a,b\n1,2\n')).toBe(',');
    expect(guessSeparator('a;b\n1,5;2\n')).toBe(';');
    expect(guessSeparator('a\tb, c\n1\t2')).toBe('\t');
    expect(guessSeparator('a\nb\nSmith, J\nc')).toBeNull();
    expect(guessSeparator('')).toBeNull();
  });
  it('the only line is a list', () => expect(readTable('u1, u2,u3\n')).toEqual([['u1'], [' u2'], ['u3']]));
});

describe('a heading', () => {
  it('is named like an identity, or unlike the rest', () => {
    for (const text of ['手机号\n13800000001', 'User ID\nab\ncd', '\n\n会员卡\n1001\n1002\n', '姓名,x\n甲,乙\n丙,丁', 'contact\na@b.cn\nc@d.cn']) expect(guessHeading(readTable(text)), text).toBe(true);
    for (const text of ['13800000001\n13800000002', 'u1\nu2\nu3', 'alice\nbob\ncarol', 'a@b.cn\nc@d.cn', '', 'VIP1\n1001\n1002']) expect(guessHeading(readTable(text)), text).toBe(false);
  });
  it('is no line of the list', () => {
    expect(pickValues(at('phone\n1\n2'), 0)).toMatchObject({ values: ['1', '2'], lines: 2 });
    expect(pickValues(at('phone\n1\n2', false), 0)).toMatchObject({ values: ['phone', '1', '2'], lines: 3 });
  });
});

describe('the column and what it is', () => {
  const guess = (text: string) => { const t = at(text), c = guessColumn(t); return [c, guessTarget(t, c, [{ name: 'card', words: ['会员卡', 'Member card'] }])] as const; };
  it('by its name', () => {
    expect(guess('姓名,手机号码\n甲,1')).toEqual([1, { kind: 'identity', name: 'phone' }]);
    expect(guess('id,customer_id\n1,u1')).toEqual([1, { kind: 'identity', name: 'user_id' }]);
    expect(guess('会员卡\n1001\n1002')).toEqual([0, { kind: 'attribute', name: 'card' }]);
  });
  it('by its values', () => {
    expect(guess('甲,13800000001\n乙,+8613800000002')).toEqual([1, { kind: 'identity', name: 'phone' }]);
    expect(guess('甲,138 0000 0001\n乙,+86 (138) 0000-0002')).toEqual([1, { kind: 'identity', name: 'phone' }]);
    expect(guess('x\ty@z.cn\nx\ta@z.cn')).toEqual([1, { kind: 'identity', name: 'email' }]);
    expect(guess('gold,a1\ngold,a2\ngold,a3')).toEqual([1, { kind: 'any' }]);
    expect(guess('')).toEqual([0, { kind: 'any' }]);
  });
});

describe('values', () => {
  it('are what was meant', () => {
    expect(['  a\u00a0', '="0138"', "'6222020200112233", "'+86138", "'tis", '\ufeff1\u200b'].map(clean)).toEqual(['a', '0138', '6222020200112233', '+86138', "'tis", '1']);
  });
  it('count once, and everything else is said', () => {
    const p = pickValues(at(`a\n\n b \na\n${'值'.repeat(86)}\n1.38E+10\n`, false), 0);
    expect(p).toMatchObject({ values: ['a', 'b', '1.38E+10'], lines: 6, blank: 1, duplicates: 1, long: 1, shortened: 1 });
    expect(p.bytes).toBe('["a","b","1.38E+10"]'.length);
    expect(pickValues(at('A@b.cn\na@B.cn', false), 0, true)).toMatchObject({ values: ['a@b.cn'], duplicates: 1 });
  });
  it('of a hundred thousand lines are counted at once', () => {
    const p = pickValues(at(Array.from({ length: 100_000 }, (_, i) => `u${i % 60_000},x`).join('\r\n'), false), 0);
    expect([p.values.length, p.duplicates]).toEqual([60_000, 40_000]);
  });
});
