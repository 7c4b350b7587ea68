import { useId, type ReactNode } from 'react';
import './Card.css';

export interface CardProps {
  title?: ReactNode;
  /** Right end of the title row. */
  extra?: ReactNode;
  /** A sentence under the title: what the picture means. */
  help?: ReactNode;
  /** No inner padding: tables reach the edges. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A surface with an optional heading. Sections of a page, never nested. */
export function Card({ title, extra, help, flush, className, children }: CardProps) {
  const id = useId();
  return (
    <section className={`card ${flush ? 'card-flush' : ''} ${className ?? ''}`} aria-labelledby={title ? id : undefined}>
      {(title || extra) && <header className="card-head">{title && <h2 id={id}>{title}</h2>}{extra && <div className="card-extra">{extra}</div>}</header>}
      {help && <p className="card-help">{help}</p>}
      <div className="card-body">{children}</div>
    </section>
  );
}
