import { Modal } from 'antd';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { CopyText } from '@/parts/text/CopyText';
import { asCli, asCurl, asJson } from './share';
import { strings } from './strings';
import './ShareDialog.css';

/** The question as a document, on the command line and over HTTP. */
export default function ShareDialog({ kind, doc, onClose }: { kind: string; doc: object; onClose: () => void }) {
  const t = useStrings(strings);
  const { slug } = useWorkspace();
  const part = (title: string, text: string) => <section key={title}><h3>{title}</h3><CopyText block text={text} label={title} /></section>;
  return (
    <Modal open title={t('asCode')} footer={null} onCancel={onClose} width={680} destroyOnHidden>
      <div className="share">
        <p className="muted">{t('asCodeHelp')}</p>
        {part(t('json'), asJson(doc))}{part(t('cli'), asCli(kind, doc))}{part(t('curl'), asCurl(kind, doc, window.location.origin, slug))}
      </div>
    </Modal>
  );
}
