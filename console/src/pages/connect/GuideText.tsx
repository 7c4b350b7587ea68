import { CodeBlock } from '@/parts/text/CodeBlock';
import { useStrings } from '@/i18n/lang';
import { fill, type Place } from './fill';
import type { Guide, Span } from './markdown';
import { strings } from './strings';

const shown = (s: Span, place: Place, i: number) => {
  const text = fill(s.text, place);
  return s.kind === 'code' ? <code key={i}>{text}</code> : s.kind === 'strong' ? <strong key={i}>{text}</strong> : <span key={i}>{text}</span>;
};

/** A guide with the reader's address and key in its code.  Words speak of the key by its name. */
export function GuideText({ guide, place }: { guide: Guide; place: Place }) {
  const t = useStrings(strings);
  const words = { ...place, secret: null };
  return (
    <div className="guide-text">
      {guide.blocks.map((b, i) =>
        b.kind === 'heading' ? <h3 key={i}>{b.text}</h3>
          : b.kind === 'code' ? <CodeBlock key={i} title={b.file ?? (b.language === 'sh' ? t('terminal') : b.language)} text={fill(b.text, place)} />
          : <p key={i}>{b.spans.map((s, n) => shown(s, words, n))}</p>)}
    </div>
  );
}
