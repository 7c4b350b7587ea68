import type { ReactNode } from 'react';
import { LangSwitch } from './LangSwitch';
import { Logo } from './Logo';
import './Plain.css';

/** Frame of the few pages outside a workspace: a mark, the language, one column. */
export function Plain({ children, bare, wide }: { children: ReactNode; bare?: boolean; wide?: boolean }) {
  return (
    <div className="plain">
      <header className="plain-head"><a href="/" className="plain-brand"><Logo size={28} /><span>Shoal</span></a><LangSwitch /></header>
      <main className={`plain-main ${wide ? 'plain-wide' : ''}`}>{bare ? children : <div className="plain-card">{children}</div>}</main>
    </div>
  );
}
