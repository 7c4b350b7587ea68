/** Of the route and of `shoal query`. */
export type KindId = 'funnel' | 'retention' | 'trend' | 'distribution' | 'paths' | 'attribution' | 'overlap' | 'difference';

/* What a kind of question is to the parts that all kinds share.  F is the form: the document with every field filled in,
   half-written ones included, and ids where rows are moved about. */
export interface QuestionKind<F> {
  id: KindId;
  /** Any document as a form; nonsense becomes what stands for it. */
  read: (doc: unknown) => F;
  /** The whole form as a document, half-written parts included: this is what the address holds. */
  write: (form: F) => object;
  /** What can be asked of it: without the half-written parts; null when too little is there. */
  ask: (form: F) => object | null;
  /** Parts that are not filled in and not counted. */
  missing: (form: F) => number;
}

let last = 0;
/** For rows that are moved about. */
export const newKey = (): string => `q${++last}`;
