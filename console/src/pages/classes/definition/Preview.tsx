import { Button } from 'antd';
import { useState } from 'react';
import type { Classification, ClassificationPreview, PlacedProblem } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Table } from '@/parts/table/Table';
import { fieldOf, type Doc } from '../logic/doc';
import { strings as classStrings } from '../strings';
import { strings } from './strings';

export interface PreviewProps {
  /** The last result that could be computed. */
  now: ClassificationPreview | null;
  problems: readonly PlacedProblem[];
  base: Classification | null;
  doc: Doc;
  /** The result is of an earlier state of the draft. */
  old: boolean;
}
const SHOWN = 8;

function Mistake({ x, doc }: { x: PlacedProblem; doc: Doc }) {
  const t = useStrings(strings), pick = usePick();
  const [part, key] = fieldOf(x.place.source).split('.'), klass = part === 'classes' ? doc.classes[Number(key)] : undefined;
  const where = klass ? pick(klass.title) || klass.name : part === 'yaml' ? '' : key ?? '';
  return (
    <div className="preview-problem" role="alert">
      <b>{t('problem')}{where && ` · ${where}`}</b>
      <p>{pick(x.detail)} {x.place.source === 'yaml' && x.place.line > 0 && <span className="num">({t('line', { line: x.place.line, column: x.place.column })})</span>}</p>
      {pick(x.hint) && <p className="muted">{pick(x.hint)}</p>}
    </div>
  );
}

/** Who would change class if the draft were saved. */
export function Preview({ now, problems, base, doc, old }: PreviewProps) {
  const t = useStrings(strings), k = useStrings(classStrings), f = useFormat(), pick = usePick();
  const [all, setAll] = useState(false);
  if (!now) return <div className="preview">{problems.map((x) => <Mistake key={x.code + x.place.source} x={x} doc={doc} />)}</div>;
  const titles = new Map([...(base?.classes ?? []), ...now.classes].map((c) => [c.name, c.name === 'none' ? k('noClass') : pick(c.title)]));
  const everyone = now.classes.reduce((n, c) => n + c.people, 0);
  const moves = now.matrix.filter((m) => m.from !== m.to).sort((a, b) => b.people - a.people);
  const cut = now.thresholds.filter((x) => x.at.length > 0 && x.at.length <= 10);
  const diff = (n: number) => (n === 0 ? '–' : `${n > 0 ? '+' : '−'}${f.count(Math.abs(n))}`);
  const name = (n: string) => (n === 'none' ? k('noClass') : titles.get(n) ?? `${n}${t('gonePeople')}`);
  return (
    <div className="preview">
      {problems.map((x) => <Mistake key={x.code + x.place.source} x={x} doc={doc} />)}
      {problems.length > 0 && <span className="muted">{t('lastGood')}</span>}
      <div className={old ? 'preview preview-old' : 'preview'} aria-busy={old}>
        <div className="preview-moved" role="status">
          <strong className="num">{now.moved > 0 ? t(base ? 'moved' : 'placed', { n: now.moved }) : t('movedNone')}</strong>
          {now.moved > 0 && everyone > 0 && <span>{t('movedShare', { everyone: f.count(everyone), share: f.rate(now.moved / everyone) })}</span>}
          {base && base.used_by.length > 0 && now.moved > 0 && <span>{t('affected', { n: base.used_by.length })}</span>}
        </div>
        <Table dense rows={now.classes} rowKey={(c) => c.name} label={t('preview')} columns={[
          { id: 'name', title: t('klass'), cell: (c) => name(c.name) },
          ...(base ? [{ id: 'was', title: t('now'), align: 'right' as const, cell: (c: ClassificationPreview['classes'][number]) => f.count(c.was) }] : []),
          { id: 'then', title: t('then'), align: 'right', cell: (c) => f.count(c.people) },
          ...(base ? [{ id: 'diff', title: t('diff'), align: 'right' as const, cell: (c: ClassificationPreview['classes'][number]) => <span className="num">{diff(c.people - c.was)}</span> }] : [{ id: 'share', title: k('share'), align: 'right' as const, cell: (c: ClassificationPreview['classes'][number]) => f.rate(c.share) }]),
        ]} />
        {base && moves.length > 0 && (
          <>
            <h3>{t('whoMoves')}</h3>
            <ul className="preview-moves">{(all ? moves : moves.slice(0, SHOWN)).map((m) => <li key={`${m.from}→${m.to}`}><span>{name(m.from)} → {name(m.to)}</span><span className="num">{f.count(m.people)}</span></li>)}</ul>
            {moves.length > SHOWN && <div><Button size="small" type="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('fewerMoves') : t('moreMoves', { n: moves.length - SHOWN })}</Button></div>}
          </>
        )}
        {cut.length > 0 && (
          <>
            <h3>{t('thresholdsThen')}</h3>
            <ul className="preview-moves">{cut.map((x) => <li key={x.score}><b>{x.score}</b><span className="num">{x.at.map((v) => f.real(v)).join(' · ')}</span></li>)}</ul>
          </>
        )}
      </div>
    </div>
  );
}
