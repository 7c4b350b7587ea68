import type { ReactNode } from 'react';
import type { Section } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { shown, textOf, valueOf } from './cells';

export interface FactsProps {
  section: Section;
  /** Only these, in this order; default: all. */
  only?: readonly string[];
  /** Instead of the plain figure: a door, a tag. */
  draw?: Partial<Record<string, ReactNode>>;
  /** Words stand beside each other like figures, not each in a line of its own. */
  compact?: boolean;
}

/** A section of one row as a grid of figures with their names. */
export function Facts({ section, only, draw, compact }: FactsProps) {
  const f = useFormat(), pick = usePick();
  const columns = shown(section).filter((c) => !only || only.includes(c.id));
  if (only) columns.sort((a, b) => only.indexOf(a.id) - only.indexOf(b.id));
  return (
    <Card title={pick(section.title)}>
      <dl className="effects-facts">
        {columns.map((c) => (
          <div key={c.id} className={!compact && (c.type === 'title' || c.type === 'text') ? 'effects-fact-wide' : undefined}>
            <dt>{pick(c.title)}</dt>
            <dd className={c.type === 'title' ? 'effects-words' : 'num'}>{draw?.[c.id] ?? textOf(valueOf(section, 0, c.id), c.type, f, pick)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
