// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Attribution } from '@/api/types';
import { chartContext, wordsOf } from '@/test/chart';
import { heightOf, pictureOf, type Show } from './picture';
import type { Worth } from './useWorth';

const data = { models: ['last'], channels: [
  { kind: 'value', label: 'app', models: [{ conversions: '1.5', value: '300.00', share: 0.75 }] }, { kind: 'none', label: null, models: [{ conversions: '1', value: '100.00', share: 0.25 }] },
] } as unknown as Attribution;
const { format } = chartContext('en');
const of = (summed: boolean): Worth => ({ summed, money: summed, name: 'x', share: summed ? 'Share of Amount' : 'Share of conversions', text: (v) => format.money(v), conversions: (v) => `${v} conversions` });
const draw = (show: Show, summed: boolean) => pictureOf(data, show, { worth: of(summed), nameOf: (c) => c.label ?? '', modelName: (m) => m, axis: of(summed).share }, chartContext('en'));

describe('attribution as a picture', () => {
  it('says below its axis what the bars are', () => {
    expect(wordsOf(draw('share', true), 600, heightOf(data))).toContain('Share of Amount');
    expect(wordsOf(draw('share', false), 600, heightOf(data))).toContain('Share of conversions');
  });
  it('has share and both amounts in the tip, whichever is drawn', () => {
    const tip = (show: Show, summed: boolean) => String((draw(show, summed) as { tooltip: { formatter: (x: unknown) => string } }).tooltip.formatter([{ dataIndex: 0 }])).replace(/&ensp;|<[^>]*>/g, ' ');
    expect(tip('conversions', true)).toMatch(/¥300.00 · 75.0% · 1.5 conversions .*% = Share of Amount/);
    expect(tip('share', false)).not.toMatch(/¥|=/);
    expect(tip('share', false)).toMatch(/75.0% · 1.5 conversions/);
  });
});
