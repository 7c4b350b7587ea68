import type { Overlap, Title, Vocabulary } from '@/api/types';

/** What sets are called: a segment by its title, others by theirs or their condition. */
export const namesOf = (d: Overlap, vocabulary: Vocabulary | undefined, pick: (t: Title) => string): string[] =>
  d.sets.map((s) => {
    const segment = vocabulary?.segments.find((x) => x.slug === s.segment);
    return segment && s.title === s.segment ? pick(segment.title) || s.title : s.title;
  });
