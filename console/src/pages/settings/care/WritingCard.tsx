import type { Care } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Time } from '@/parts/text/Time';
import { CheckCircleFilled, CloseCircleFilled } from '@/theme/icons';
import { strings } from './strings';

export function WritingCard({ writing: w }: { writing: Care['writing'] }) {
  const t = useStrings(strings), f = useFormat();
  const behind = w.acknowledged_lsn - w.durable_lsn;
  return (
    <Card title={t('writing')}>
      <p className="care-state" role="status">{w.accepting ? <><CheckCircleFilled className="care-good" />{t('accepting')}</> : <><CloseCircleFilled className="care-bad" />{t('stopped')}</>}</p>
      {!w.accepting && <p className="care-note">{w.problem?.detail} {t.node('stoppedSince', { when: <Time key="t" v={w.stopped_at} /> })}</p>}
      <dl className="care-facts">
        <div><dt>{t('durability')}</dt><dd>{w.durability === 'strict' ? t('strict') : <span className="care-warn">{t('relaxed', { ms: f.count(w.sync_ms) })}</span>}</dd></div>
        <div><dt>{t('synced')}</dt><dd>{w.synced_at ? <Time v={w.synced_at} as="relative" /> : t('notYet')}</dd></div>
        {behind > 0 && <div><dt>{t('unsynced')}</dt><dd>{t('records', { n: behind })}</dd></div>}
        <div><dt>{t('recoveries')}</dt><dd>{w.failures + w.recoveries + w.refused === 0 ? t('recoveriesNone') : t('recoveriesOf', { a: f.count(w.failures), b: f.count(w.recoveries), c: f.count(w.refused) })}</dd></div>
      </dl>
    </Card>
  );
}
