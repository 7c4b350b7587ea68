import { Modal } from 'antd';
import { useRef, type ReactNode } from 'react';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { useHeld } from '@/parts/leave/useHeld';
import { Problem } from './Problem';

export interface FormModalProps {
  title: string;
  submit: string;
  busy?: boolean;
  error?: unknown;
  /** What the fields hold, as JSON can write it: closing asks when it is not what it was at first. */
  holds: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form in a modal: Enter submits, the first field has the focus, what the server refused stands below. */
export function FormModal({ title, submit, busy, error, holds, onSubmit, onClose, children }: FormModalProps) {
  const t = useStrings(common);
  const form = useRef<HTMLFormElement>(null);
  const held = useHeld(holds, busy);
  return (
    <Modal open title={title} okText={submit} cancelText={t('cancel')} onCancel={() => held.ask(onClose)} onOk={onSubmit} confirmLoading={busy ?? false}
      afterOpenChange={(open) => { if (open) form.current?.querySelector<HTMLElement>('input, textarea')?.focus(); }}>
      <form ref={form} className="form" onSubmit={(e) => { e.preventDefault(); onSubmit(); }} noValidate>
        {children}
        {error != null && <Problem inline error={error} />}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      {held.dialog}
    </Modal>
  );
}
