import { useSend } from '@/api/hooks';
import { jobFileUrl } from '@/api/ops';
import type { Job } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Time } from '@/parts/text/Time';
import { JobCard } from '@/shell/JobCard';
import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { over, verified, type Finding, type Verified } from './result';
import { strings } from './strings';

const SHOWN = 20;

function People({ finding: { people: p } }: { finding: Finding }) {
  const t = useStrings(strings), f = useFormat();
  return p && <> · {t('affected', { n: p.last - p.first + 1, a: f.count(p.first), b: f.count(p.last) })}</>;
}

function Found({ job, found: r }: { job: Job; found: Verified }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const { slug } = useWorkspace();
  const shown = r.findings.slice(0, SHOWN);
  return (
    <>
      <p className="care-state">{r.problems === 0 ? <><CheckCircleFilled className="care-good" />{t('fine')}</> : <><CloseCircleFilled className="care-bad" />{t('problems', { n: r.problems })}</>}</p>
      <p className="care-note"><Time v={job.finished_at} as="relative" /> · {t('looked', { bytes: f.bytes(r.bytes), events: f.count(r.events), rows: f.count(r.rows) })}</p>
      {r.problems > 0 && <p className="care-note"><strong>{t('how')}</strong> {t(r.derived === r.problems ? 'derivedOnly' : 'notDerived')}</p>}
      {shown.length > 0 && <ul className="care-findings">{shown.map((x, i) => <li key={i}>{pick(x.what)}<small>{t(x.derived ? 'derived' : 'truth')}<People finding={x} /></small></li>)}</ul>}
      {r.problems > shown.length && <p className="care-note">{t('moreFindings', { n: r.problems - shown.length })}</p>}
      {job.files.map((x) => <Button key={x.name} size="small" icon={<DownloadOutlined />} href={jobFileUrl(slug, job.id, x.name)} download={x.name}>{t('who')}</Button>)}
    </>
  );
}

export function VerifyCard({ job, ready }: { job: Job | undefined; ready: boolean }) {
  const t = useStrings(strings);
  const start = useSend('startVerify', ['listJobs']);
  const found = job && verified(job);
  return (
    <Card title={t('verify')} help={t('verifyHelp')} extra={<ActionButton loading={start.isPending} reason={!over(job) && t('busy')} onClick={() => start.mutate({})}>{t('verifyStart')}</ActionButton>}>
      {start.isError && <Problem inline error={start.error} />}
      {job && !found && <div className="care-job"><JobCard job={job} /></div>}
      {job && found && <Found job={job} found={found} />}
      {!job && ready && <p className="care-note">{t('verifyNever')}</p>}
    </Card>
  );
}
