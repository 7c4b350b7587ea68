import { Drawer } from 'antd';
import type { ImportRun } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Time } from '@/parts/text/Time';
import { Counts } from './Counts';
import { Rejects, RejectsDownload } from './Rejects';
import { RunStatus } from './RunTable';
import { strings } from './strings';
import './RunDrawer.css';

/** One import: what became of its rows, and those that were rejected. */
export default function RunDrawer({ run, onClose }: { run: ImportRun; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const may = useCan('operator');
  const seconds = run.finished_at ? (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000 : null;
  return (
    <Drawer open size={usePhone() ? '100%' : 760} title={<span className="run-title" title={run.file}>{run.file}</span>} onClose={onClose} aria-label={t('runOf', { file: run.file })} extra={<RunStatus status={run.status} />}>
      <div className="run">
        {run.status === 'stopped' && <p className="run-note">{t('stoppedHelp')}</p>}
        <Counts {...run.counts} />
        <dl className="run-facts">
          <div><dt>{t('source')}</dt><dd>{run.source}</dd></div>
          <div><dt>{t('started')}</dt><dd><Time v={run.started_at} /></dd></div>
          {seconds !== null && <div><dt>{t('took')}</dt><dd className="num">{f.seconds(seconds)}</dd></div>}
          <div><dt>{t('newPeople')}</dt><dd className="num">{f.count(run.counts.people)}</dd></div>
          <div><dt>{t('events')}</dt><dd className="num">{f.count(run.counts.events)}</dd></div>
          <div><dt>{t('size')}</dt><dd className="num">{f.bytes(run.counts.bytes)}</dd></div>
        </dl>
        {run.counts.rejected > 0 && (
          <section className="run-rejects">
            <header><h3>{t('rejects')}</h3>{may && run.rejects && run.job && <RejectsDownload job={run.job} />}</header>
            {!may ? <p className="muted">{t('needOperator')}</p> : run.rejects ? <Rejects run={run.id} /> : <p className="muted">{t('rejectsGone')}</p>}
          </section>
        )}
      </div>
    </Drawer>
  );
}
