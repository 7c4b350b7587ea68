/* The form of a difference and its document (docs/QUESTIONS.md).  The form has a period: two dates are the days between
   them, so one without a time of day becomes its period; exact moments stay as they are until another period is chosen. */
import type { QuestionKind } from '@/parts/question/kind';
import { readRange, type Range } from '@/parts/question/range';
import { fields, given, textOf } from '@/parts/question/read';
import { readSet, writeSet, type PeopleSet } from '@/parts/question/set';

export interface DifferenceForm { of: PeopleSet; range: Range | undefined; /** Exact moments in place of the range. */ moments: { from: string; to?: string } | null; who: string }

const day = /^\d{4}-\d\d-\d\d$/;
/** The day after one of the calendar. */
export function nextDay(s: string): string {
  const d = new Date(`${s}T00:00:00Z`);
  d.setUTCDate(d.getUTCDate() + 1);
  return d.toISOString().slice(0, 10);
}
const isDay = (s: string): boolean => day.test(s) && !Number.isNaN(Date.parse(`${s}T00:00:00Z`));

function read(doc: unknown): DifferenceForm {
  const d = fields(doc), from = textOf(d?.from), to = textOf(d?.to);
  const form: DifferenceForm = { of: readSet(d?.of), range: readRange(d?.range) ?? 'last 30 days', moments: null, who: textOf(d?.who) };
  if (from === '') return form;
  if (isDay(from) && (to === '' || isDay(to))) return { ...form, range: given({ from: nextDay(from), to: to || undefined }) };
  return { ...form, moments: given({ from, to: to || undefined }) };
}
const write = (f: DifferenceForm): object => given({ of: writeSet(f.of), ...(f.moments ?? { range: f.range }), who: f.who || undefined });

export const difference: QuestionKind<DifferenceForm> = {
  id: 'difference', read, write, ask: (f) => (f.of.text.trim() === '' ? null : write(f)), missing: (f) => Number(f.of.text.trim() === ''),
};
