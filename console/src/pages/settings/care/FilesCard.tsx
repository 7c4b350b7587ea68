import type { Care } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { strings } from './strings';

const DAY = 86_400_000;

export function FilesCard({ files: x, ids }: { files: Care['files']; ids: Care['message_ids'] }) {
  const t = useStrings(strings), f = useFormat();
  const days = (ms: number): string => f.count(Math.round((ms / DAY) * 10) / 10);
  const less = ids.window_ms < ids.asked_window_ms;
  const waits = [x.erasures_wait && t('waitsErase'), x.retention_waits && t('waitsRetention')].filter(Boolean);
  return (
    <Card title={t('files')}>
      {x.upkeep_problem && <p className="care-note"><strong className="care-bad">{t('upkeepFailing')}</strong> {x.upkeep_problem.detail} {x.upkeep_problem.hint}</p>}
      <dl className="care-facts">
        <div><dt>{t('log')}</dt><dd className="num">{f.bytes(x.log_bytes)}</dd></div>
        <div><dt>{t('columns')}</dt><dd className="num">{f.bytes(x.column_bytes)}<small>{t('parts', { n: x.parts })}</small></dd></div>
        <div><dt>{t('memory')}</dt><dd className="num">{t('rows', { n: x.memory_rows })}</dd></div>
        <div><dt>{t('merges')}</dt><dd>{x.merge_failing ? <><span className="care-warn">{t('mergesFailing')}</span><small>{x.merge_problem?.detail}</small></> : t('mergesFine')}</dd></div>
        <div><dt>{t('waits')}</dt><dd>{waits.length ? waits.map((w) => <div key={String(w)}>{w}</div>) : t('waitsNone')}</dd></div>
        <div><dt>{t('window')}</dt><dd>{ids.damaged ? <span className="care-warn">{t('windowDamaged')}</span> : less ? <span className="care-warn">{t('windowLess', { n: days(ids.window_ms), m: days(ids.asked_window_ms) })}</span> : t('windowFull', { n: days(ids.asked_window_ms) })}</dd></div>
        <div><dt>{t('known')}</dt><dd className="num">{f.count(ids.count)}<small>{t('idSize', { a: f.bytes(ids.memory_bytes), b: f.bytes(ids.disk_bytes) })}</small></dd></div>
        <div><dt>{t('duplicates')}</dt><dd className="num">{f.count(ids.duplicates)}</dd></div>
      </dl>
    </Card>
  );
}
