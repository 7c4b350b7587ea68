import type { Overlap, Title, Vocabulary } from '@/api/types';
import { setName } from '@/parts/question/set';

export const namesOf = (d: Overlap, vocabulary: Vocabulary | undefined, pick: (t: Title) => string): string[] => d.sets.map((s) => setName(s, vocabulary, pick));
