import { Button } from 'antd';
import { useStrings } from '@/i18n/lang';
import { CopyText } from '@/parts/text/CopyText';
import { strings } from './strings';
import './Problem.css';

/* A chunk that cannot be loaded means the server was upgraded under an open page. */
const stale = (e: unknown): boolean => e instanceof Error && /dynamically imported module|module script|Importing/i.test(e.message);

export function Crash({ error }: { error: unknown }) {
  const t = useStrings(strings);
  return (
    <div className="problem" role="alert">
      <div className="problem-body">
        <p className="problem-detail"><strong>{stale(error) ? t('newVersion') : t('crashed')}</strong></p>
        {!stale(error) && <p className="problem-hint">{t('crashedHint')}</p>}
        {!stale(error) && <CopyText block text={error instanceof Error ? `${error.name}: ${error.message}` : String(error)} />}
        <div className="problem-actions"><Button type="primary" onClick={() => window.location.reload()}>{t('reload')}</Button></div>
      </div>
    </div>
  );
}
