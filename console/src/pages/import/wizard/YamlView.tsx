import { Input } from 'antd';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import type { Draft } from './useDraft';
import './YamlView.css';

/** The same document as text. What the server makes of it shows below, like an edit of the form. */
export function YamlView({ draft }: { draft: Draft }) {
  const t = useStrings(strings);
  const value = draft.text ?? draft.preview.data?.yaml ?? '';
  return (
    <div className="yamlview">
      <p>{t('yamlHelp')}</p>
      <Input.TextArea className="yamlview-text" aria-label={t('yamlLabel')} value={value} spellCheck={false} autoSize={{ minRows: 12, maxRows: 32 }} status={draft.text !== null && draft.preview.isError ? 'error' : ''} onChange={(e) => draft.setText(e.target.value)} />
    </div>
  );
}
