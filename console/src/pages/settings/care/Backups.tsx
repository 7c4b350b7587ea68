import { useMemo } from 'react';
import { useSend } from '@/api/hooks';
import type { Backup, Care, Job } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Table, type Column } from '@/parts/table/Table';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { JobCard } from '@/shell/JobCard';
import { over } from './result';
import { strings } from './strings';

function State({ backup: b }: { backup: Backup }) {
  const t = useStrings(strings);
  if (!b.at) return <span className="care-bad">{t('unreadable')}</span>;
  if (!b.checked_at) return <span className="care-warn">{t('unchecked')}</span>;
  return <>{b.damaged ? <span className="care-bad">{t('damaged', { n: b.damaged })}</span> : <span className="care-good">{t('whole')}</span>} <small className="muted"><Time v={b.checked_at} as="relative" /></small></>;
}

function plan(b: Care['backups']): 'daily' | 'dailyAll' | 'manual' | 'manualAll' {
  return b.daily_at ? (b.keep ? 'daily' : 'dailyAll') : b.keep ? 'manual' : 'manualAll';
}

export function Backups({ backups: b, job }: { backups: Care['backups']; job: Job | undefined }) {
  const t = useStrings(strings), f = useFormat();
  const phone = usePhone();
  const { slug } = useWorkspace();
  const start = useSend('startBackup', ['listJobs', 'getCare']);
  const { mutate } = start;
  const busy = !over(job);
  const columns = useMemo<Column<Backup>[]>(() => [
    { id: 'at', title: t('taken'), cell: (x) => (x.at ? <Time v={x.at} /> : x.name) },
    { id: 'lsn', title: t('lsn'), align: 'right', wide: true, cell: (x) => (x.lsn === null ? t('notIn') : <span className="num">{f.count(x.lsn)}</span>) },
    { id: 'size', title: t('size'), align: 'right', cell: (x) => <span className="num">{f.bytes(x.bytes)}</span> },
    { id: 'state', title: t('state'), cell: (x) => <State backup={x} /> },
    ...(b.may_start && !phone ? [{ id: 'actions', title: <span className="visually-hidden">{t('actions')}</span>, align: 'right' as const, cell: (x: Backup) => <ActionButton size="small" reason={busy && t('busy')} onClick={() => mutate({ shown_in: slug, check: x.name })}>{t('check')}</ActionButton> }] : []),
  ], [t, f, b.may_start, phone, busy, mutate, slug]);
  const to = b.directory ?? 'DIR', newest = b.items[0];
  const words = { at: b.daily_at ?? '', n: b.keep };
  return (
    <Card title={t('backups')} help={t('backupsHelp')} extra={b.configured && <ActionButton type="primary" loading={start.isPending} reason={!b.may_start ? t('onlyOwners') : busy && t('busy')} onClick={() => mutate({ shown_in: slug })}>{t('backupNow')}</ActionButton>}>
      {start.isError && <Problem inline error={start.error} />}
      {!b.configured ? (
        <><p className="care-state">{t('noDir')}</p><p className="care-note">{t('noDirHelp')}</p><CopyText block text="shoal serve --backup-dir /backup/shoal --backup-at 03:00" /></>
      ) : (
        <>
          <p className="care-note">{t(plan(b), words)}{b.directory && <> · {t('inDir', { dir: b.directory })}</>}</p>
          {job && (busy || job.status === 'failed') && <div className="care-job"><JobCard job={job} /></div>}
          {b.problem ? <p className="care-note"><strong className="care-bad">{b.problem.detail}</strong> {b.problem.hint}</p>
            : b.items.length === 0 ? <EmptyState kind="nothing" title={t('noBackups')} help={t('noBackupsHelp')} />
              : <div className="care-table"><Table dense rows={b.items} columns={columns} rowKey={(x) => x.name} label={t('backups')} /></div>}
          {b.items.length > 0 && <details className="care-restore"><summary>{t('restore')}</summary><p className="care-note">{t('restoreHelp')} {t(newest?.has_key ? 'withKey' : 'withoutKey')}</p><CopyText block text={`shoal restore ${to} --to NEWDIR --backup ${newest?.name ?? ''} --erasures DATA/w/${slug}/erasures.json${newest?.has_key ? ' --key-passphrase FILE' : ''}`} /></details>}
        </>
      )}
    </Card>
  );
}
