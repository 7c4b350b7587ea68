import type { Freshness } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import './FreshnessCards.css';

/** Is anything stuck? Three facts before the lists. */
export function FreshnessCards({ data }: { data: Freshness }) {
  const t = useStrings(strings), f = useFormat();
  return (
    <dl className="freshness">
      <div><dt>{t('freshLast')}</dt><dd>{data.last_event_at ? <Time v={data.last_event_at} as="relative" /> : t('none')}</dd></div>
      <div><dt>{t('freshToday')}</dt><dd className="num">{f.count(data.events_today)}</dd></div>
      <div><dt>{t('freshImport')}</dt><dd>{data.last_import ? <><span className="freshness-file" title={data.last_import.file}>{data.last_import.file}</span> <Time v={data.last_import.started_at} as="relative" /></> : t('none')}</dd></div>
    </dl>
  );
}
