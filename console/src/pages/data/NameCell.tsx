import type { ReactNode } from 'react';
import './NameCell.css';

/** The title people say, and the name rules use. */
export function NameCell({ title, name, tag }: { title: ReactNode; name: string; tag?: ReactNode }) {
  return <span className="namecell"><span className="namecell-title">{title}{tag}</span><code>{name}</code></span>;
}
