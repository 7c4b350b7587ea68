import { describe, expect, it } from 'vitest';
import { fromAddress, toAddress } from '@/parts/question/useQuestion';
import { addStep, askedRows, funnel, moveStep, removeStep, setStep, type FunnelForm } from './doc';
import { openFrom } from './open';

const bare = (f: FunnelForm): object => JSON.parse(JSON.stringify(f, (k, v: unknown) => (k === 'key' ? undefined : v))) as object;
const full = {
  steps: ['a', { events: 'b where x > 1', optional: true, title: '看' }, 'c', 'z'], order: 'strict', within: '36 hours', hold: ['item_id'], exclude: ['d', { events: 'e', after: 2, before: 3 }],
  count: 'sessions', gap: '10 minutes', range: { from: '2026-01-01', to: '2026-01-31' }, who: 'segment("loyal")', by: { property: 'channel', touch: 'step', step: 2 }, top: 5, trend: 'week', bins: { scale: 'linear', n: 30 }, compare: ['x', 'y'],
};

describe('the funnel as a document', () => {
  it('comes back from form and address as it went', () => {
    const form = funnel.read(full);
    expect(funnel.write(form)).toEqual(full);
    expect(funnel.ask(form)).toEqual(full);
    expect(bare(fromAddress(funnel, toAddress(funnel, form)))).toEqual(bare(form));
  });
  it('leaves defaults out, and an untouched form out of the address', () => {
    expect(funnel.write(funnel.read({ steps: ['a', 'b'] }))).toEqual({ steps: ['a', 'b'] });
    expect(toAddress(funnel, funnel.read(null))).toBe('');
    expect(funnel.read(null).range).toBe('last 30 days');
    expect(funnel.read({ steps: ['a'] }).range).toBeUndefined();
  });
  it('takes nonsense for what stands for it', () => {
    for (const doc of [3, [], 'x', { steps: 3 }, { steps: [null, { events: 4 }], order: 'evil', top: -1, hold: [1, 'p'], compare: ['a'], by: 7, exclude: [{}] }]) {
      const form = funnel.read(doc);
      expect(form.steps.length).toBeGreaterThan(0);
      expect([form.order, form.top, form.compare, form.by]).toEqual(['ordered', 10, null, undefined]);
    }
    expect(fromAddress(funnel, '{"steps":').steps).toHaveLength(2);
  });
  it('is asked without the steps that are not filled in, renumbered', () => {
    const form = funnel.read({ steps: ['a', '', 'b', 'c'], exclude: [{ events: 'x', after: 2, before: 4 }, { events: '' }, { events: 'y', after: 1, before: 3 }], by: { property: 'p', touch: 'step', step: 3 } });
    expect(askedRows(form)).toEqual([0, 2, 3]);
    expect(funnel.missing(form)).toBe(2);
    expect(funnel.ask(form)).toEqual({ steps: ['a', 'b', 'c'], exclude: ['x', { events: 'y', before: 2 }], by: { property: 'p', touch: 'step', step: 2 } });
    expect(funnel.ask(funnel.read({ steps: [''] }))).toBeNull();
    expect(bare(fromAddress(funnel, toAddress(funnel, form)))).toEqual(bare(form));
  });
  it('moves steps, and the ends stay required', () => {
    const form = funnel.read({ steps: ['a', { events: 'b', optional: true }, 'c'] });
    const b = form.steps[1]?.key ?? '';
    const first = moveStep(form, b, 0);
    expect(funnel.write(first)).toEqual({ steps: ['b', 'a', 'c'] });
    expect(moveStep(form, b, 1)).toBe(form);
    expect(funnel.write(moveStep(form, b, 9))).toEqual({ steps: ['a', 'c', 'b'] });
    expect(funnel.write(removeStep(form, form.steps[2]?.key ?? ''))).toEqual({ steps: ['a', 'b'] });
    expect(funnel.write(setStep(addStep(form), b, { title: 't' }))).toEqual({ steps: ['a', { events: 'b', optional: true, title: 't' }, 'c', ''] });
    expect(funnel.write(funnel.read({ steps: ['a', { events: 'b', optional: true }, 'c'], order: 'any' }))).toEqual({ steps: ['a', 'b', 'c'], order: 'any' });
  });
});

describe('a document beyond the limits', () => {
  it('is asked as it is: the server says the limit, no step is lost on the way', () => {
    const steps = Array.from({ length: 40 }, (_, i) => `step_${i}`);
    expect(funnel.ask(funnel.read({ steps }))).toMatchObject({ steps });
  });
});

describe('open windows', () => {
  const day = (iso: string) => iso.slice(0, 10);
  it('begin where the window would end after now', () => {
    expect(openFrom('last 30 days', '7 days', '2026-11-22T12:00:00.000Z', day)).toBe('2026-11-15');
    expect(openFrom(undefined, '36h', '2026-11-22T12:00:00.000Z', day)).toBe('2026-11-21');
  });
  it('are none where the range is long over', () => {
    expect(openFrom({ from: '2026-10-01', to: '2026-10-31' }, '7 days', '2026-11-22T12:00:00.000Z', day)).toBeNull();
    expect(openFrom({ from: '2026-10-01', to: '2026-11-20' }, '7 days', '2026-11-22T12:00:00.000Z', day)).toBe('2026-11-15');
    expect(openFrom('previous month', '7 days', '2026-11-22T12:00:00.000Z', day)).toBeNull();
    expect(openFrom('previous month', '30 days', '2026-11-22T12:00:00.000Z', day)).toBe('2026-10-23');
  });
});
