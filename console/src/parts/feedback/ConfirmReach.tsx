import { lazy, Suspense, useRef, type ReactNode } from 'react';

const Body = lazy(() => import('./ConfirmReachBody'));

export interface ConfirmReachProps {
  open: boolean;
  title: string;
  /** What will happen, one line each; says what cannot be taken back. */
  consequences?: ReactNode[];
  /** Who is reached: counted now, exactly, from an expression; or known already. Omit when no people are concerned. */
  expression?: string;
  reach?: { people: number; everyone: number };
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  /** To be filled in before it can be confirmed. */
  field?: ReactNode;
  /** What the field holds: closing asks when it is not what it was at first.  Not of words typed only to confirm. */
  holds?: unknown;
  /** The field is not right yet. */
  blocked?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Shows reach and consequences before the act (rule 20). Above 100,000 people or 20 % the number has to be typed.
 *  Its code is loaded when it is first opened. */
export function ConfirmReach(props: ConfirmReachProps) {
  const used = useRef(false);
  used.current ||= props.open;
  return used.current ? <Suspense><Body {...props} /></Suspense> : null;
}
