import type { CSSProperties, ReactNode } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { list, titleOf, type Doc } from './doc';
import { strings } from './strings';

export interface LadderProps {
  doc: Doc;
  /** What stands under a level: how many have it. */
  foot?: (slug: string) => ReactNode;
  selected?: number;
  onSelect?: (i: number) => void;
  wrong?: number | null;
}

/** The levels as stairs, from low to high: what reaches each and what it brings. */
export function Ladder({ doc, foot, selected, onSelect, wrong }: LadderProps) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const levels = list(doc.levels), n = levels.length;
  return (
    <ol className="prg-ladder" aria-label={t('ladder')} style={{ '--steps': n } as CSSProperties}>
      {levels.map((l, i) => {
        const name = pick(titleOf(l.title, l.slug)) || l.slug;
        const body = (
          <>
            <span className="prg-step-name">{name}</span>
            <span className="prg-step-at num">{l.growth !== undefined ? f.decimal(l.growth) : t(l.when !== undefined ? 'byRuleOnly' : i === 0 ? 'everybody' : 'byHand')}</span>
            {l.benefits?.points !== undefined && <span className="prg-step-more">{t('rTimes', { n: String(l.benefits.points) })}</span>}
          </>
        );
        return (
          <li key={i} className={`prg-step ${selected === i ? 'prg-step-on' : ''} ${wrong === i ? 'prg-step-wrong' : ''}`} style={{ '--rise': n > 1 ? i / (n - 1) : 1 } as CSSProperties}>
            {onSelect ? <button type="button" className="prg-step-box" aria-pressed={selected === i} onClick={() => onSelect(i)}>{body}</button> : <div className="prg-step-box">{body}</div>}
            {foot && <div className="prg-step-foot">{foot(l.slug)}</div>}
          </li>
        );
      })}
    </ol>
  );
}
