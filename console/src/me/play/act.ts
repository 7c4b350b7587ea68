import { Refused, type Reward } from '../api';
import { h } from '../dom';
import type { Visiting } from '../page';
import { amount, has, pick, say, type Text, type Word } from '../text';

/** "50 Points, 2 × Thank-you coupon". */
export const rewards = (x: Text, all: Reward[]): string => all.map((r) => (r.kind === 'points' ? `+${amount(r.count)} ${pick(x, r.title)}` : r.count === '1' ? pick(x, r.title) : `${amount(r.count)} × ${pick(x, r.title)}`)).join(x.lang === 'zh' ? '、' : ', ');

/** A button that asks for one thing, once: the key stays until it is known how it went. */
export function act<T>(v: Visiting, word: Word, name: string, path: string, body: unknown, key: string, then: (said: T) => void | Promise<void>): HTMLButtonElement {
  const failed = (e: unknown): void => {
    const why = e instanceof Refused ? `err_${e.code}` : '';
    v.tell(say(v.text, has(why) ? why : 'err_other'));
    button.disabled = false;
    if (e instanceof Refused && e.status === 409) v.again();
  };
  const button: HTMLButtonElement = h('button.act', { type: 'button', ...(name ? { 'aria-label': name } : {}), click: () => { button.disabled = true; v.api.post<T>(path, body, key).then(then).catch(failed); } }, say(v.text, word));
  return button;
}
