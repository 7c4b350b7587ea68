import type { DiffLine } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { changedLines, folded } from '../logic/diff';
import { strings } from './strings';
import './DefinitionTab.css';

/** Lines that came and went, with a sign, not colour alone. */
export function DiffView({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  const t = useStrings(strings);
  if (changedLines(lines) === 0) return <p className="muted">{t('noChange')}</p>;
  return (
    <pre className="diff" tabIndex={0} role="group" aria-label={label}>
      {folded(lines).map((x, i) => ('skipped' in x ? <span key={i} className="diff-skip">{t('unchangedLines', { n: x.skipped })}</span>
        : x.lines.map((l, k) => <span key={`${i}.${k}`} className={l.op === '+' ? 'diff-plus' : l.op === '-' ? 'diff-minus' : ''}>{l.op} {l.text}</span>)))}
    </pre>
  );
}
