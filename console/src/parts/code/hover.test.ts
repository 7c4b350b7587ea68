import { describe, expect, it } from 'vitest';
import type { Vocabulary } from '@/api/types';
import type { Words } from './complete';
import { meaningAt } from './hover';

const title = (en: string, zh = en) => ({ en, zh });
const vocabulary = {
  events: [{ name: 'order_completed', title: title('Order', '支付订单'), rows: 7, props: [{ name: 'amount', title: title('Amount', '金额'), types: ['number'], money: true, samples: [] }] }],
  attributes: [{ name: 'city', title: title('City', '城市'), types: ['text'], people: 3, samples: ['上海'] }, { name: '会员 等级', title: title('Level', '等级'), types: ['text'], people: 3, samples: [] }],
  item_fields: [], segments: [{ slug: 'vip', title: title('Best', '贵宾') }], classifications: [], currencies: [], coupons: [], programmes: [],
  functions: [{ name: 'count', args: 'events where …, window', help: title('How many', '次数') }], keywords: [],
} as unknown as Vocabulary;
const words = { vocabulary, t: ((k: string) => k) as unknown as Words['t'], pick: (t: { zh: string }) => t.zh, count: String } as Words;
const at = (text: string, word: string, before = '') => meaningAt(text, text.indexOf(word) + 1, words, before);

describe('the word under the pointer', () => {
  const text = 'count(order_completed where amount > 100, last 30 days) >= 2 and city in ("上海") and segment("vip")';
  it('is what completion offers there', () => {
    expect(at(text, 'count')).toMatchObject({ name: 'count', info: 'count(events where …, window)\n次数' });
    expect(at(text, 'order_completed')).toMatchObject({ from: 6, to: 21, name: 'order_completed', detail: '支付订单 · event 7' });
    expect(at(text, 'amount')).toMatchObject({ name: 'amount', detail: '金额 · prop' });
    expect(at(text, 'city')).toMatchObject({ detail: '城市 · attribute' });
    expect(at(text, 'vip')).toMatchObject({ detail: '贵宾 · segment' });
    expect(at('`会员 等级` = "金"', '等级')).toMatchObject({ detail: '等级 · attribute' });
    expect(at('支付订单', '支付', 'did(')).toMatchObject({ from: 0, name: '支付订单', detail: 'order_completed · event 7' });
  });
  it('is nothing where nothing is known', () => {
    for (const word of ['where', '100', 'last', 'and', '"上海"']) expect([word, at(text, word)]).toEqual([word, null]);
    expect(at('nope = 1', 'nope')).toBeNull();
    expect(at('', '')).toBeNull();
  });
});
