import { createContext, useContext } from 'react';
import type { Doc } from './doc';

export interface Editing {
  doc: Doc;
  disabled: boolean;
  change: (f: (d: Doc) => Doc, merge?: string) => void;
  /** What the server says of this place, or of one below it. */
  error: (path: string) => string | null;
  /** Of this very place: a section as a whole, a tier. */
  exact: (path: string) => string | null;
}
export const EditingContext = createContext<Editing | null>(null);
export function useEditing(): Editing {
  const e = useContext(EditingContext);
  if (!e) throw new Error('a field outside of an editor');
  return e;
}
