import type { ReactNode } from 'react';
import './Figures.css';

export interface Figure { title: string; value: ReactNode; note?: ReactNode; tone?: 'bad' | 'quiet' | 'text' | undefined }

/** A row of facts, the number first. */
export function Figures({ of }: { of: readonly Figure[] }) {
  return (
    <dl className="figures">
      {of.map((x) => <div key={x.title} className={x.tone ? `figures-${x.tone}` : undefined}><dt>{x.title}</dt><dd><span className="num">{x.value}</span>{x.note && <small>{x.note}</small>}</dd></div>)}
    </dl>
  );
}
