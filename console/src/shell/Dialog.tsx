import { useEffect, useRef, type ReactNode } from 'react';
import './Dialog.css';

/** A light modal on the browser's own <dialog>: focus stays within, Esc and a click outside close it. For the shell's
 *  own panels only: antd's popups would open beneath it. */
export function Dialog({ label, onClose, className, children }: { label: string; onClose: () => void; className?: string; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const d = ref.current;
    const before = document.activeElement;
    if (d && !d.open) {
      d.showModal();
      // Without a field to type in, the panel itself takes the focus, not its first link.
      if (!d.querySelector('input')) d.focus();
    }
    return () => { d?.close(); if (before instanceof HTMLElement) before.focus(); };
  }, []);
  return (
    <dialog ref={ref} tabIndex={-1} aria-label={label} className={`dialog ${className ?? ''}`} onCancel={(e) => { e.preventDefault(); onClose(); }} onMouseDown={(e) => { if (e.target === ref.current) onClose(); }}>
      <div className="dialog-inner">{children}</div>
    </dialog>
  );
}
