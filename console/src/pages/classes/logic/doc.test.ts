import { describe, expect, it } from 'vitest';
import { changedLines, diffLines, folded } from './diff';
import { addClass, copyOf, decimalOf, descriptionOf, docOf, fieldOf, moveClass, removeClass, same, setClass, setDescription, setMeasure, setMethod, setReference, setScore, setWindow, windows, type Doc } from './doc';
import { toYaml } from './yaml';

const doc: Doc = {
  kind: 'classification', slug: 'rfm', title: { zh: 'RFM 分层', en: 'RFM' }, description: 'Cuts: at 5',
  measures: { r: 'days_since(last(order_completed, last 365 days))', note: 'did(a where t = "last 365 days", last 365 days)' },
  population: 'f > 0', scores: { R: { of: 'r', by: 'quantile', bins: 5, descending: true } }, references: { m_ref: { of: 'm', by: 'median' } },
  classes: [{ name: 'a', title: { zh: '甲', en: 'A, b' }, when: 'R >= 4' }, { name: 'b', when: 'did(x, last 1 day)' }],
};

describe('edits', () => {
  it('leave the original alone', () => {
    const before = JSON.stringify(doc);
    setMeasure(doc, 'r', 'x'); setMethod(doc, 'R', 'fixed', ['3', '1'], true); setScore(doc, 'R', { bins: 3 }); setClass(doc, 0, { when: 'y' });
    moveClass(doc, 0, 1); removeClass(doc, 0); addClass(doc, { zh: '新', en: 'New' }); setWindow(doc, { n: 365, unit: 'day' }, 90); copyOf(doc, 'z', doc.title);
    expect(JSON.stringify(doc)).toBe(before);
    expect(same(docOf(doc as unknown as Record<string, unknown>), doc)).toBe(true);
  });
  it('a method keeps only what it understands', () => {
    expect(setMethod(doc, 'R', 'median', [], true).scores?.R).toEqual({ of: 'r', by: 'median', descending: true });
    const fixed = setMethod(doc, 'R', 'fixed', ['209', '127', '127', '23'], true);
    expect(fixed.scores?.R).toEqual({ of: 'r', by: 'fixed', descending: true, thresholds: [22, 126, 208] });
    expect(setMethod(fixed, 'R', 'quantile', [], true).scores?.R).toEqual({ of: 'r', by: 'quantile', descending: true, bins: 4 });
    expect(setMethod(doc, 'nobody', 'mean', [], true)).toBe(doc);
    const money: Doc = { ...doc, scores: { M: { of: 'm', by: 'quantile', bins: 3 } } };
    expect(setMethod(money, 'M', 'fixed', ['100.5', '250'], false).scores?.M?.thresholds).toEqual([100.5, 250]);
    expect(setScore(doc, 'R', { descending: false }).scores?.R).toEqual({ of: 'r', by: 'quantile', bins: 5 });
  });
  it('a reference has a value only when it is fixed', () => {
    const fixed = setReference(doc, 'm_ref', 'fixed', 12);
    expect(fixed.references?.m_ref).toEqual({ of: 'm', by: 'fixed', value: 12 });
    expect(setReference(fixed, 'm_ref', 'mean').references?.m_ref).toEqual({ of: 'm', by: 'mean' });
  });
  it('classes move, come and go', () => {
    expect(moveClass(doc, 0, 1).classes.map((c) => c.name)).toEqual(['b', 'a']);
    expect(moveClass(doc, 0, -1)).toBe(doc);
    expect(removeClass(doc, 0).classes.map((c) => c.name)).toEqual(['b']);
    expect(addClass({ ...doc, classes: [{ name: 'class_2', when: 'x', rank: 1 }] }, { zh: '', en: '' }).classes[1]).toEqual({ name: 'class_3', title: { zh: '', en: '' }, when: 'did(order_completed)', rank: 0 });
  });
  it('windows are found once and changed everywhere but in quotes', () => {
    expect(windows(doc)).toEqual([{ text: 'last 365 days', n: 365, unit: 'day', where: ['r', 'note'] }, { text: 'last 1 day', n: 1, unit: 'day', where: ['b'] }]);
    const next = setWindow(doc, { n: 365, unit: 'day' }, 90);
    expect(next.measures).toEqual({ r: 'days_since(last(order_completed, last 90 days))', note: 'did(a where t = "last 365 days", last 90 days)' });
    expect(setWindow(doc, { n: 1, unit: 'day' }, 2).classes[1]?.when).toBe('did(x, last 2 days)');
    expect(setWindow(doc, { n: 1, unit: 'week' }, 2)).toEqual(doc);
  });
  it('a decimal stays as typed when a number would change it', () => {
    expect(decimalOf(' 12.5 ')).toBe(12.5);
    expect(decimalOf('12.50')).toBe('12.50');
    expect(decimalOf('123456789012345678901')).toBe('123456789012345678901');
    expect(decimalOf('abc')).toBe('abc');
  });
  it('a description is one text until its languages differ', () => {
    expect(setDescription(doc, 'zh', '丙').description).toBe('丙');
    const both: Doc = { ...doc, description: { zh: '丙', en: 'C' } };
    expect(setDescription(both, 'zh', '丁').description).toEqual({ zh: '丁', en: 'C' });
    expect(descriptionOf(doc)).toEqual({ zh: 'Cuts: at 5', en: 'Cuts: at 5' });
    expect('description' in setDescription(doc, 'en', '')).toBe(false);
    expect(toYaml(both)).toContain('description: {zh: 丙, en: C}\n');
  });
  it('reads places', () => { expect(fieldOf('/doc/classes/2/when')).toBe('classes.2.when'); });
});

describe('yaml', () => {
  it('writes what can be read', () => {
    expect(toYaml(doc)).toBe(`kind: classification
slug: rfm
title: {zh: RFM 分层, en: RFM}
description: "Cuts: at 5"
measures:
  r: days_since(last(order_completed, last 365 days))
  note: did(a where t = "last 365 days", last 365 days)
population: f > 0
scores:
  R: {of: r, by: quantile, bins: 5, descending: true}
references:
  m_ref: {of: m, by: median}
classes:
  - name: a
    title: {zh: 甲, en: "A, b"}
    when: R >= 4
  - name: b
    when: did(x, last 1 day)
`);
  });
  it('quotes what YAML would take for something else', () => {
    const y = toYaml({ ...doc, population: '- x', description: 'yes', classes: [{ name: 'no', when: 'a # b', rank: 3 }] });
    expect(y).toContain('population: "- x"');
    expect(y).toContain('description: "yes"');
    expect(y).toContain('- name: "no"\n    rank: 3\n    when: "a # b"');
  });
});

describe('diff', () => {
  it('tells lines apart', () => {
    const d = diffLines('a\nb\nc\n', 'a\nx\nc\nd\n');
    expect(d.map((l) => l.op + l.text)).toEqual([' a', '-b', '+x', ' c', '+d']);
    expect(changedLines(d)).toBe(3);
    expect(d.filter((l) => l.op !== '+').map((l) => l.text).join('\n')).toBe('a\nb\nc');
  });
  it('folds what did not change', () => {
    const same = Array.from({ length: 9 }, (_, i) => `l${i}`).join('\n');
    const p = folded(diffLines(same, `${same}\nend`), 2);
    expect(p).toEqual([{ skipped: 7 }, { lines: [{ op: ' ', text: 'l7' }, { op: ' ', text: 'l8' }, { op: '+', text: 'end' }] }]);
    expect(folded(diffLines('a', 'a'))).toEqual([{ skipped: 1 }]);
  });
});
