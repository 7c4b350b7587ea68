import { Button } from 'antd';
import { useState } from 'react';
import type { Classification, ClassificationPreview, PlacedProblem } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Table } from '@/parts/table/Table';
import type { ScoreDoc } from '../logic/doc';
import { isWhole, ranges, rangeText } from '../logic/scores';
import { strings as classStrings } from '../strings';
import { strings } from './strings';

export interface PreviewProps {
  /** The last result that could be computed. */
  now: ClassificationPreview | null;
  problems: readonly PlacedProblem[];
  base: Classification | null;
  scores: Record<string, ScoreDoc> | undefined;
  /** The result is of an earlier state of the draft. */
  old: boolean;
}
const SHOWN = 8;

function Mistake({ x }: { x: PlacedProblem }) {
  const t = useStrings(strings), pick = usePick();
  return (
    <div className="preview-problem" role="alert">
      <b>{t('problem')}</b>
      <p>{pick(x.detail)} {x.place.source === 'yaml' && x.place.line > 0 && <span className="num">({t('line', { line: x.place.line, column: x.place.column })})</span>}</p>
      {pick(x.hint) && <p className="muted">{pick(x.hint)}</p>}
    </div>
  );
}

/** Who would change class if the draft were saved. */
export function Preview({ now, problems, base, scores, old }: PreviewProps) {
  const t = useStrings(strings), k = useStrings(classStrings), f = useFormat(), pick = usePick();
  const [all, setAll] = useState(false);
  if (!now) return <div className="preview">{problems.map((x) => <Mistake key={x.code + x.place.source} x={x} />)}</div>;
  const titles = new Map([...(base?.classes ?? []), ...now.classes].map((c) => [c.name, c.name === 'none' ? k('noClass') : pick(c.title)]));
  const everyone = now.classes.reduce((n, c) => n + c.people, 0);
  const moves = now.matrix.filter((m) => m.from !== m.to).sort((a, b) => b.people - a.people);
  const diff = (n: number) => (n === 0 ? '–' : `${n > 0 ? '+' : '−'}${f.count(Math.abs(n))}`);
  const name = (n: string) => (n === 'none' ? k('noClass') : titles.get(n) ?? `${n}${t('gonePeople')}`);
  return (
    <div className="preview">
      {problems.map((x) => <Mistake key={x.code + x.place.source} x={x} />)}
      {problems.length > 0 && <span className="muted">{t('lastGood')}</span>}
      <div className={old ? 'preview preview-old' : 'preview'} aria-busy={old}>
        <div className="preview-moved" role="status">
          <strong className="num">{now.moved > 0 ? t('moved', { n: now.moved }) : t('movedNone')}</strong>
          {now.moved > 0 && everyone > 0 && <span>{t('movedShare', { everyone: f.count(everyone), share: f.rate(now.moved / everyone) })}</span>}
          {base && base.used_by.length > 0 && now.moved > 0 && <span>{t('affected', { n: base.used_by.length })}</span>}
        </div>
        <Table dense rows={now.classes} rowKey={(c) => c.name} label={t('preview')} columns={[
          { id: 'name', title: t('klass'), cell: (c) => name(c.name) },
          { id: 'was', title: t('now'), align: 'right', cell: (c) => f.count(c.was) },
          { id: 'then', title: t('then'), align: 'right', cell: (c) => f.count(c.people) },
          { id: 'diff', title: t('diff'), align: 'right', cell: (c) => <span className="num">{diff(c.people - c.was)}</span> },
        ]} />
        {moves.length > 0 && (
          <>
            <h3>{t('whoMoves')}</h3>
            <ul className="preview-moves">{(all ? moves : moves.slice(0, SHOWN)).map((m) => <li key={`${m.from}→${m.to}`}><span>{name(m.from)} → {name(m.to)}</span><span className="num">{f.count(m.people)}</span></li>)}</ul>
            {moves.length > SHOWN && <div><Button size="small" type="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('fewerMoves') : t('moreMoves', { n: moves.length - SHOWN })}</Button></div>}
          </>
        )}
        {scores && now.thresholds.some((x) => x.at.length > 0 && x.at.length <= 10) && (
          <>
            <h3>{t('thresholdsThen')}</h3>
            <ul className="preview-moves">
              {now.thresholds.filter((x) => scores[x.score] && x.at.length > 0 && x.at.length <= 10).map((x) => {
                const s = scores[x.score] as ScoreDoc, whole = isWhole(base?.measures.find((m) => m.name === x.of)?.expression ?? '');
                return <li key={x.score}><b>{x.score}</b><span className="num">{ranges({ by: s.by, descending: s.descending ?? false }, x.at).map((r) => rangeText(r, whole, (v) => f.real(v))).join(' | ')}</span></li>;
              })}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
