import { lazy, Suspense } from 'react';
import { countsAttempts } from './attempts';
import type { PeopleOp } from './CellBody';
import { useCell } from './useCell';

const Body = lazy(() => import('./CellBody'));

export interface CellDrawerProps {
  op: PeopleOp;
  /** The question whose answer is on the page. */
  question: object | null;
  asOf: string | undefined;
}

/** The people behind a number of the answer on the page; its code is loaded with the first one. */
export function CellDrawer({ op, question, asOf }: CellDrawerProps) {
  const { cell, title, close } = useCell();
  if (cell === null || question === null || asOf === undefined) return null;
  return <Suspense><Body key={JSON.stringify(cell)} op={op} question={question} cell={cell} title={title} asOf={asOf} attempts={countsAttempts(op, question, cell)} onClose={close} /></Suspense>;
}
