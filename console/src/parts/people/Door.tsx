import type { MouseEvent, ReactNode } from 'react';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import { audienceHref, useAudience } from './useAudience';
import './Door.css';

export interface DoorProps {
  /** Who is behind the number. Without it the children are shown as they are. */
  expression: string | null | undefined;
  /** What the drawer is called: "RFM: Champions". Restate every filter in force (rule 11). */
  title: string;
  asOf?: string | undefined;
  children: ReactNode;
  /** A block (a card, a table cell) rather than a number in text. */
  block?: boolean;
}

/** Every number is a door: wraps it in a link that opens the people behind it. */
export function Door({ expression, title, asOf, children, block }: DoorProps) {
  const t = useStrings(strings);
  const { open } = useAudience();
  if (!expression) return <>{children}</>;
  const click = (e: MouseEvent) => {
    if (e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return;
    e.preventDefault();
    e.stopPropagation();
    open({ expression, title, asOf });
  };
  return <a className={block ? 'door door-block' : 'door'} href={audienceHref({ expression, title, asOf })} onClick={click} title={t('doorTo', { title })}>{children}</a>;
}
