/* A set of people in a document: the text of a condition; segment("x") alone is written as a segment, so that the answer
   knows it by its name. */
import type { Title, Vocabulary } from '@/api/types';
import { fields, given, textOf } from './read';

export interface PeopleSet { text: string; title: string }
const ofSegment = /^segment\("([a-z][a-z0-9_-]*)"\)$/;

export const segmentOf = (s: PeopleSet): string | null => ofSegment.exec(s.text)?.[1] ?? null;

export function readSet(v: unknown): PeopleSet {
  if (typeof v === 'string') return { text: v, title: '' };
  const d = fields(v), segment = textOf(d?.segment);
  return { text: segment ? `segment("${segment}")` : textOf(d?.expression), title: textOf(d?.title) };
}
export function writeSet(s: PeopleSet): unknown {
  const slug = segmentOf(s);
  if (slug) return given({ segment: slug, title: s.title || undefined });
  return s.title ? { expression: s.text, title: s.title } : s.text;
}
/** What a set of an answer is called: a segment by its title, others by theirs or their condition in words. */
export function setName(s: { segment: string | null; title: string; expression: string; words: Title }, vocabulary: Vocabulary | undefined, pick: (t: Title) => string): string {
  const segment = vocabulary?.segments.find((x) => x.slug === s.segment);
  if (segment && s.title === s.segment) return pick(segment.title) || s.title;
  return !s.segment && s.title === s.expression ? pick(s.words) : s.title;
}
