import { Modal } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import './plan.css';

const pretty = (text: string): string => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };

/** One refused message: why, when, and what came. */
export function LetterModal({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useStrings(strings);
  const q = useApi('getDeadLetter', { id: String(id) } as never);
  return (
    <Modal open title={t('letter')} footer={null} onCancel={onClose} width={640}>
      <Await query={q} shape="text">{(d) => (
        <div className="letter">
          <p>{d.problem.detail} <span className="muted"><Time v={d.received_at} /> · {d.protocol}</span></p>
          <h3>{t('letterText')}</h3>
          <pre tabIndex={0}>{pretty(d.text ?? '')}</pre>
        </div>
      )}</Await>
    </Modal>
  );
}
