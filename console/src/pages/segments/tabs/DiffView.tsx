import type { SegmentDiff } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Door } from '@/parts/people/Door';
import { strings } from '../strings';
import './DiffView.css';

/** Lines with + and −, and whom the change moved. */
export function DiffView({ diff, before, after }: { diff: SegmentDiff; before?: string | undefined; after?: string | undefined }) {
  const t = useStrings(strings), f = useFormat();
  const n = diff.people;
  const both = before !== undefined && after !== undefined;
  const door = (people: number, expression: string | undefined, title: string) => (expression ? <Door expression={expression} title={title}><span className="num">{f.count(people)}</span></Door> : <span className="num">{f.count(people)}</span>);
  return (
    <div className="diff">
      {n ? (
        <dl className="diff-people">
          <div><dt>{t('left')}</dt><dd className="diff-left">−{door(n.a - n.both, both ? `(${before}) and not (${after})` : undefined, t('left'))}</dd></div>
          <div><dt>{t('stayed')}</dt><dd>{door(n.both, both ? `(${before}) and (${after})` : undefined, t('stayed'))}</dd></div>
          <div><dt>{t('joined')}</dt><dd className="diff-joined">+{door(n.b - n.both, n.entered_expression, t('joined'))}</dd></div>
        </dl>
      ) : <p className="diff-note">{t('noDiffPeople')}</p>}
      {diff.lines.some((l) => l.op !== ' ') ? (
        <pre className="diff-lines" tabIndex={0} aria-label={t('theirChange')}>{diff.lines.map((l, i) => <span key={i} className={l.op === '+' ? 'diff-plus' : l.op === '-' ? 'diff-minus' : ''}>{l.op === '-' ? '−' : l.op} {l.text}{'\n'}</span>)}</pre>
      ) : <p className="diff-note">{t('noChange')}</p>}
    </div>
  );
}
