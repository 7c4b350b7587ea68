import { HistoryOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { withSource } from './mapping';
import { strings } from './strings';

const text = (v: unknown): string => (typeof v === 'string' ? v : '');

/** Mappings of earlier imports whose columns this file has too. */
export function Earlier({ sources, onUse }: { sources: readonly string[]; onUse: (yaml: string) => void }) {
  const t = useStrings(strings);
  const jobs = useApi('listJobs', { kind: 'import', status: 'done', limit: 50 }, { enabled: sources.length > 0, fresh: 60_000, live: false });
  const fits = sources.flatMap((source) => {
    const yaml = text(jobs.data?.items.find((j) => text(j.result?.source) === source)?.params.yaml);
    return yaml ? [{ source, yaml: withSource(yaml, source) }] : [];
  });
  if (fits.length === 0) return null;
  return (
    <div className="mapstep-earlier"><HistoryOutlined aria-hidden="true" /><span>{t('earlier')}</span>
      {fits.map((x) => <Button key={x.source} size="small" onClick={() => onUse(x.yaml)}>{t('earlierUse', { source: x.source })}</Button>)}</div>
  );
}
