/* The form of an overlap and its document (docs/QUESTIONS.md). */
import { newKey, type QuestionKind } from '@/parts/question/kind';
import { fields, given, textOf } from '@/parts/question/read';
import { readSet, writeSet, type PeopleSet } from '@/parts/question/set';

export const SETS_MAX = 20;

export interface SetForm extends PeopleSet { key: string }
export interface OverlapForm { sets: SetForm[]; who: string }

export const newSet = (): SetForm => ({ key: newKey(), text: '', title: '' });

function read(doc: unknown): OverlapForm {
  const d = fields(doc);
  const sets = (Array.isArray(d?.sets) ? d.sets : []).map((v): SetForm => ({ key: newKey(), ...readSet(v) }));
  while (sets.length < 2) sets.push(newSet());
  return { sets, who: textOf(d?.who) };
}
const written = (f: OverlapForm): SetForm[] => f.sets.filter((s) => s.text.trim() !== '');
const document = (sets: readonly SetForm[], who: string): object => given({ sets: sets.map(writeSet), who: who || undefined });

export const overlap: QuestionKind<OverlapForm> = {
  id: 'overlap', read, write: (f) => document(f.sets, f.who),
  ask: (f) => (written(f).length >= 2 ? document(written(f), f.who) : null), missing: (f) => f.sets.length - written(f).length,
};
