import type { Title } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { CopyText } from './CopyText';
import { strings } from './strings';
import { tokens } from './tokens';
import './ExpressionView.css';

/** A rule to read: its sentence first, its text below, coloured; never an editor. */
export function ExpressionView({ expression, sentence, copy }: { expression: string; sentence?: Title | null; copy?: boolean }) {
  const pick = usePick();
  const t = useStrings(strings);
  return (
    <div className="expression">
      {sentence && <p className="expression-sentence"><span className="expression-label">{t('readsAs')}</span> {pick(sentence)}</p>}
      <div className={copy ? 'expression-code expression-copyable' : 'expression-code'}>
        <code>{tokens(expression).map((x, i) => (x.kind === 'plain' ? x.text : <span key={i} className={`tok-${x.kind}`}>{x.text}</span>))}</code>
        {copy && <span className="expression-copy"><CopyText text={expression} /></span>}
      </div>
    </div>
  );
}
