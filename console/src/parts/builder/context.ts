/* What every row needs and no row changes: the vocabulary, the counts, and how to edit. */
import { createContext, useContext } from 'react';
import type { Clause, Vocabulary } from '@/api/types';
import type { Group } from './tree';

export interface BuilderValue {
  vocabulary: Vocabulary | undefined;
  counts: ReadonlyMap<string, Clause>;
  stale: boolean;
  asOf: string | undefined;
  edit: (f: (root: Group) => Group, merge?: string | null) => void;
  openCode: () => void;
}
export const BuilderContext = createContext<BuilderValue | null>(null);
export function useBuilder(): BuilderValue {
  const v = useContext(BuilderContext);
  if (!v) throw new Error('a row outside the builder');
  return v;
}
