import { Segmented } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ApiError } from '@/api/error';
import type { PlanPreview } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { ViolationTable } from '@/parts/plan/ViolationTable';
import { strings } from './strings';

export interface PreviewCardProps { query: UseQueryResult<PlanPreview, ApiError>; days: number; onDays: (n: number) => void; /** What keeps it from being asked. */ blocked: string | null }

/** What the plan as it stands in the editor would have found. */
export function PreviewCard({ query, days, onDays, blocked }: PreviewCardProps) {
  const t = useStrings(strings), f = useFormat();
  const v = query.data?.violations;
  const misplaced = query.error?.code === 'bad_field' || query.error?.code === 'unknown_field' || query.error?.code === 'too_large';
  return (
    <Card title={t('preview')} help={t('previewFrom')} extra={<Segmented size="small" aria-label={t('preview')} value={days} onChange={(n) => onDays(n as number)} options={[{ value: 1, label: t('day') }, { value: 7, label: t('week') }]} />}>
      {blocked !== null ? <p className="field-error">{t('before', { what: blocked })}</p>
        : query.isError ? (misplaced ? <p className="field-error" role="alert">{t('before', { what: query.error.detail })}{query.error.place?.source && <> <code>{query.error.place.source}</code></>}</p> : <Problem inline error={query.error} onRetry={() => void query.refetch()} />)
        : !v ? <Loading shape="text" />
        : v.rows === 0 ? <p className="muted">{t('previewNone')}</p>
        : (
          <div style={{ opacity: query.isPlaceholderData ? 0.5 : 1 }} aria-live="polite" aria-busy={query.isFetching}>
            <p>{t('previewOf', { rows: f.count(v.rows), flagged: f.count(v.flagged), rejected: f.count(v.rejected) })}</p>
            {v.items.length === 0 ? <p className="muted">{t('previewFine')}</p> : <ViolationTable data={v} events />}
          </div>
        )}
    </Card>
  );
}
