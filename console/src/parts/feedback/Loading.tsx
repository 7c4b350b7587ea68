import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import { useWait } from './useWait';
import './Loading.css';

export type Shape = 'page' | 'cards' | 'table' | 'chart' | 'text';
const rows: Record<Shape, number> = { page: 6, cards: 4, table: 8, chart: 1, text: 3 };

/** The skeleton of what will be there (rule 23). Give `onCancel` where the question can be slow. */
export function Loading({ shape = 'text', onCancel, children }: { shape?: Shape; onCancel?: (() => void) | undefined; children?: ReactNode }) {
  const t = useStrings(strings);
  const f = useFormat();
  const { wait, seconds } = useWait(true);
  return (
    <div className="loading" aria-busy="true">
      <span role="status" className="visually-hidden">{wait === 'none' ? '' : t('loading')}</span>
      {wait !== 'none' && <div className={`loading-${shape}`} aria-hidden="true">{Array.from({ length: rows[shape] }, (_, i) => <span key={i} className="bone" />)}</div>}
      {(wait === 'elapsed' || wait === 'cancel') && (
        <div className="loading-note">
          {children ?? t('elapsed', { s: f.seconds(seconds) })}
          {wait === 'cancel' && onCancel && <Button size="small" onClick={onCancel}>{t('cancel')}</Button>}
        </div>
      )}
    </div>
  );
}
