/* The form of an overlap and its document (docs/QUESTIONS.md).  A set is the text of a condition; segment("x") alone is written
   as a segment, so that the answer knows it by its name. */
import { newKey, type QuestionKind } from '@/parts/question/kind';
import { fields, given, textOf } from '@/parts/question/read';

export const SETS_MAX = 20;
const ofSegment = /^segment\("([a-z][a-z0-9_-]*)"\)$/;

export interface SetForm { key: string; text: string; title: string }
export interface OverlapForm { sets: SetForm[]; who: string }

export const newSet = (text = ''): SetForm => ({ key: newKey(), text, title: '' });

function readSet(v: unknown): SetForm {
  if (typeof v === 'string') return newSet(v);
  const d = fields(v), segment = textOf(d?.segment);
  return { ...newSet(segment ? `segment("${segment}")` : textOf(d?.expression)), title: textOf(d?.title) };
}
function read(doc: unknown): OverlapForm {
  const d = fields(doc);
  const sets = (Array.isArray(d?.sets) ? d.sets : []).slice(0, SETS_MAX).map(readSet);
  while (sets.length < 2) sets.push(newSet());
  return { sets, who: textOf(d?.who) };
}
function writeSet({ text, title }: SetForm): unknown {
  const slug = ofSegment.exec(text)?.[1];
  if (slug) return given({ segment: slug, title: title || undefined });
  return title ? { expression: text, title } : text;
}
const written = (f: OverlapForm): SetForm[] => f.sets.filter((s) => s.text.trim() !== '');
const document = (sets: readonly SetForm[], who: string): object => given({ sets: sets.map(writeSet), who: who || undefined });

export const overlap: QuestionKind<OverlapForm> = {
  id: 'overlap', read, write: (f) => document(f.sets, f.who),
  ask: (f) => (written(f).length >= 2 ? document(written(f), f.who) : null), missing: (f) => f.sets.length - written(f).length,
};
