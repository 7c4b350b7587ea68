import { CloseCircleOutlined, DisconnectOutlined } from '@/theme/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { isApiError } from '@/api/error';
import { useStrings } from '@/i18n/lang';
import { CopyText } from '@/parts/text/CopyText';
import { strings } from './strings';
import './Problem.css';

export interface ProblemProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** One line within a form or toolbar instead of a panel. */
  inline?: boolean;
  actions?: ReactNode;
}

/** What went wrong, what to do about it, a retry, and the request id to quote. */
export function Problem({ error, onRetry, inline, actions }: ProblemProps) {
  const t = useStrings(strings);
  const e = isApiError(error) ? error : null;
  const away = e?.status === 0;
  const moved = e?.code === 'page_expired', masked = e?.code === 'masked_attribute';
  const detail = away ? t('unreachable') : moved ? t('moved') : e?.detail || (error instanceof Error && !e ? error.message : '') || t('failed');
  const hint = away ? t('unreachableHint') : moved ? t('movedHint') : masked ? t('maskedHint') : e?.hint;
  const where = e?.place?.field ? `${e.place.source ?? ''} ${e.place.field}`.trim() : null;
  return (
    <div className={inline ? 'problem problem-inline' : 'problem'} role="alert">
      <span className="problem-icon" aria-hidden="true">{away ? <DisconnectOutlined /> : <CloseCircleOutlined />}</span>
      <div className="problem-body">
        <p className="problem-detail">{detail}{e?.place !== undefined && e.place.line > 0 && <span className="problem-place num"> ({t('place', { line: e.place.line, column: e.place.column })})</span>}</p>
        {where && <p className="problem-where"><code>{where}</code></p>}
        {e && e.fields.some((f) => f.detail !== e.detail) && <ul>{e.fields.map((f) => <li key={f.field + f.code}><code>{f.field}</code> {f.detail}</li>)}</ul>}
        {hint && <p className="problem-hint">{hint}</p>}
        {(onRetry || actions) && <div className="problem-actions">{onRetry && <Button size={inline ? 'small' : 'middle'} onClick={onRetry}>{t(moved ? 'fromFirst' : 'retry')}</Button>}{actions}</div>}
        {!inline && e?.requestId && <p className="problem-id">{t('requestId')} <CopyText text={e.requestId} /></p>}
      </div>
    </div>
  );
}
