import type { Api, Visit } from './api';
import { h } from './dom';
import { say, type Text, type Word } from './text';

/** What a page is given. */
export interface Visiting {
  api: Api;
  text: Text;
  visit: Visit;
  /** Shows the page anew, after something was done. */
  again: () => void;
  /** Says something for a moment, to screen readers too. */
  tell: (message: string) => void;
}

export interface Page {
  title: Word;
  icon: string;
  /** All there is to see; throws what the requests throw. */
  show: (v: Visiting) => Promise<HTMLElement>;
}

export function empty(x: Text, title: Word, help?: Word): HTMLElement {
  return h('div.empty', h('p.empty-title', say(x, title)), help ? h('p', say(x, help)) : null);
}

/** A list whose next pages come when asked for. */
export function pager<T>(x: Text, first: { items: T[]; next?: string | null }, more: (cursor: string) => Promise<{ items: T[]; next?: string | null }>, row: (v: T) => HTMLElement, name: string, failed: () => void): HTMLElement {
  const list = h('ul.list', { 'aria-label': name }), box = h('div', list);
  const add = (items: T[], next: string | null | undefined): void => {
    items.forEach((v) => list.append(row(v)));
    if (!next) return;
    const button = h('button.plain', { type: 'button', click: () => { button.disabled = true; more(next).then((p) => { button.remove(); add(p.items, p.next); }, () => { button.disabled = false; failed(); }); } }, say(x, 'more'));
    box.append(button);
  };
  add(first.items, first.next);
  return box;
}
