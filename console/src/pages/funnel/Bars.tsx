import type { Funnel, FunnelGroup } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { circled } from '@/parts/builder/counts';
import { CellDoor } from '@/parts/question/CellDoor';
import { strings } from './strings';
import './Bars.css';

export interface BarsProps {
  group: FunnelGroup;
  steps: Funnel['steps'];
  titles: readonly string[];
  /** Prefix of the drawer's title: the group, if one is shown. */
  of: string;
  /** What a cell of this group has besides its step. */
  cell: object;
}

/** A bar for each step: how many of the first step got there.  Bars, not a trapezoid, whose area says nothing. */
export function Bars({ group, steps, titles, of, cell }: BarsProps) {
  const t = useStrings(strings), f = useFormat();
  const title = (words: string) => (of ? `${of} · ${words}` : words);
  return (
    <ol className="bars">
      {group.steps.map((s, i) => {
        const name = titles[i] ?? '', last = i === group.steps.length - 1;
        return (
          <li key={i} className="bar">
            <div className="bar-name"><span className="bar-mark" aria-hidden="true">{circled(i + 1)}</span><span>{name}{steps[i]?.optional && <em> {t('skipped')}</em>}</span></div>
            <div className="bar-track" title={t('ofFirstTip', { rate: f.rate(s.rate), step: f.rate(s.step_rate) })}><span className="bar-fill" style={{ width: `${Math.min(1, s.rate) * 100}%` }} /></div>
            <div className="bar-rate num">{f.rate(s.rate)}</div>
            <div className="bar-n num"><CellDoor cell={{ ...cell, step: i + 1, what: 'reached' }} n={s.reached} title={title(t('reachedTitle', { step: name }))}>{f.count(s.reached)}</CellDoor></div>
            <div className="bar-left num">{last ? '' : <CellDoor cell={{ ...cell, step: i + 1, what: 'dropped' }} n={s.dropped} title={title(t('droppedTitle', { step: name }))}>{t('droppedShare', { n: f.count(s.dropped), share: f.rate(s.reached > 0 ? s.dropped / s.reached : null) })}</CellDoor>}</div>
            <div className="bar-time num">{s.seconds ? `${t('median')} ${f.seconds(s.seconds.median)}` : ''}</div>
          </li>
        );
      })}
    </ol>
  );
}
