import { useEffect, useMemo, useRef } from 'react';
import { useStrings } from '@/i18n/lang';
import { pretty, type Line } from './pretty';
import { strings } from './strings';
import './JsonView.css';

const LINES_MAX = 2_000;

const depth = (l: Line): string => '  '.repeat(Math.min(l.depth, 40));

function Good({ l }: { l: Line }) {
  if (l.key === null) return <>{depth(l) + l.text}</>;
  const name = `"${l.key}"`;
  return <>{depth(l)}<span className="json-key">{name}</span>{l.text.slice(name.length)}</>;
}

/** JSON to read, with the lines of which `marks` says so; or text that is none, with the place where it breaks. */
export function JsonView({ text, label, marks }: { text: string; label: string; marks?: (l: Line) => boolean }) {
  const t = useStrings(strings);
  const box = useRef<HTMLPreElement>(null);
  const p = useMemo(() => pretty(text), [text]);
  const raw = useMemo(() => text.split('\n'), [text]);
  useEffect(() => {
    const at = box.current?.querySelector<HTMLElement>('mark, .json-marked');
    if (box.current && at) box.current.scrollTop = Math.max(0, at.offsetTop - 80);
  }, [p]);
  const n = p.lines ? p.lines.length : raw.length;
  return (
    <>
      <pre className="json" ref={box} tabIndex={0} role="region" aria-label={label}>
        {p.lines ? p.lines.slice(0, LINES_MAX).map((l, i) => {
          const marked = marks?.(l) ?? false;
          return <span key={i} className={marked ? 'json-line json-marked' : 'json-line'} title={marked ? t('marked') : undefined}><Good l={l} />{'\n'}</span>;
        }) : raw.slice(0, LINES_MAX).map((l, i) => {
          if (i + 1 !== p.broken.line) return <span key={i} className="json-line">{l}{'\n'}</span>;
          const at = p.broken.column - 1;
          return <span key={i} className="json-line json-marked" title={t('marked')}>{l.slice(0, at)}<mark>{l[at] ?? '⏎'}</mark>{l.slice(at + 1)}{'\n'}</span>;
        })}
      </pre>
      {n > LINES_MAX && <p className="json-rest">{t('rest', { n: LINES_MAX })}</p>}
    </>
  );
}
