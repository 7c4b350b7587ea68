import { describe, expect, it } from 'vitest';
import { keyCaps, keyName, match } from './keys';
import type { Command } from './registry';

const c = (keys: string, more: Partial<Command> = {}): Command => ({ id: keys, title: keys, group: 'page', keys, run: () => undefined, ...more });
const press = (key: string, m: Partial<KeyboardEvent> = {}) => keyName({ key, metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...m });
const all = [c('g o'), c('g s'), c('j'), c('mod+s', { inFields: true }), c('?')];

describe('keys', () => {
  it('names presses', () => {
    expect(press('S')).toBe('s');
    expect(press('S', { shiftKey: true })).toBe('shift+s');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('s', { ctrlKey: true })).toBe('mod+s');
    expect(press('Enter', { ctrlKey: true })).toBe('mod+Enter');
  });
  it('waits for the second key of a sequence', () => {
    expect(match('', 'g', false, all)).toEqual({ pending: 'g' });
    expect(match('g', 'o', false, all).command?.id).toBe('g o');
    expect(match('g', 'x', false, all)).toEqual({ pending: '' });
  });
  it('falls back to the plain key after a broken sequence', () => expect(match('g', 'j', false, all).command?.id).toBe('j'));
  it('leaves fields alone but for what says otherwise', () => {
    expect(match('', 'j', true, all).command).toBeUndefined();
    expect(match('', 'g', true, all).pending).toBe('');
    expect(match('', 'mod+s', true, all).command?.id).toBe('mod+s');
  });
  it('lets the page take a key over', () => expect(match('', 'j', false, [...all, c('j', { id: 'mine' })]).command?.id).toBe('mine'));
  it('prints caps', () => expect(keyCaps('g o')).toEqual(['G', 'O']));
});
