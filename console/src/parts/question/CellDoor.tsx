import type { MouseEvent, ReactNode } from 'react';
import { useStrings } from '@/i18n/lang';
import '@/parts/people/Door.css';
import { strings } from './strings';
import { useCell } from './useCell';

/** A number of an answer: a link to the people behind it. Nobody is behind a nought; without a cell it is only a number. */
export function CellDoor({ cell, title, n, block, children }: { cell: object | null; title: string; n: number; block?: boolean; children: ReactNode }) {
  const t = useStrings(strings);
  const { open, href } = useCell();
  if (n === 0 || cell === null) return <>{children}</>;
  const click = (e: MouseEvent) => {
    if (e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return;
    e.preventDefault();
    e.stopPropagation();
    open(cell, title);
  };
  return <a className={block ? 'door door-block' : 'door'} href={href(cell, title)} onClick={click} title={t('seePeople', { title })}>{children}</a>;
}
