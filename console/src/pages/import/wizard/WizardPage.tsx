import { DeleteOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiError } from '@/api/error';
import { useApi, useSend } from '@/api/hooks';
import type { ArgsOf } from '@/api/ops';
import type { Inspection } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../../index';
import { queue, useQueue } from '../queue';
import { CheckStep } from './CheckStep';
import type { Hints } from './FileForm';
import { ImpactStep } from './ImpactStep';
import { MapStep } from './MapStep';
import { RunStep } from './RunStep';
import { Steps, type Step } from './Steps';
import { strings } from './strings';
import { useDraft } from './useDraft';
import './WizardPage.css';

const schema = { step: p.oneOf(['map', 'check', 'impact', 'run'], 'map'), job: p.maybe(), yaml: p.flag(), bad: p.flag(), format: p.text(), encoding: p.text(), delimiter: p.text(), header: p.text() };
const order = ['map', 'check', 'impact'] as const;

interface InnerProps { upload: string; look: Inspection; lookKey: string; busy: boolean }

function Inner({ upload, look, lookKey, busy }: InnerProps) {
  const t = useStrings(strings), f = useFormat();
  const { slug } = useWorkspace();
  const [, go] = useLocation();
  const [s, set] = useUrlState(schema);
  const draft = useDraft(upload, look, lookKey);
  const start = useSend('startImport', ['listJobs', 'listImports']), forget = useSend('deleteUpload');
  const others = useQueue(slug).filter((i) => i.state === 'ready' && i.upload && i.upload.id !== upload);
  const next = others[0]?.upload ?? null;
  // A step whose job is not named is one that was not taken yet.
  const step: Exclude<Step, 'upload'> = s.step === 'run' && !s.job ? 'impact' : s.step;
  const at = order.indexOf(step as (typeof order)[number]);
  useEffect(() => { document.getElementById('main')?.scrollTo(0, 0); }, [step]);
  const to = (x: Step) => { start.reset(); set({ step: x as typeof s.step }, { push: true }); };
  const check = draft.preview.data?.check;
  const reason = !draft.ready ? t('mapFirst') : draft.preview.isError ? t('mapWrong') : !draft.current || busy ? t('waitCheck') : step !== 'map' && check?.good === 0 ? t('noGood') : null;
  const begin = () => start.mutate({ upload, ...draft.body }, { onSuccess: (j) => { queue.removeUpload(upload); set({ step: 'run', job: j.id }, { push: true }); } });
  const discard = () => forget.mutate({ id: upload }, { onSuccess: () => { queue.removeUpload(upload); go('/import'); } });
  return (
    <Page title={t('title', { file: look.upload.name })} back="/import" status={<><span className="num">{f.bytes(look.upload.bytes)}</span>{others.length > 0 && step !== 'run' && <span>{t('waitingFiles', { n: others.length })}</span>}</>}
      actions={step !== 'run' && <Button icon={<DeleteOutlined />} loading={forget.isPending} onClick={discard}>{t('discard')}</Button>}
      toolbar={<Steps at={step} onGo={step === 'run' ? undefined : to} />}>
      {step === 'map' && <MapStep look={look} busy={busy} hints={s} onHints={(h: Partial<Hints>) => set(h)} draft={draft} yaml={s.yaml} onYaml={(on) => set({ yaml: on })} />}
      {step === 'check' && <CheckStep upload={upload} draft={draft} bad={s.bad} onBad={(on) => set({ bad: on })} />}
      {step === 'impact' && <ImpactStep look={look} draft={draft} error={start.error} />}
      {step === 'run' && s.job && <RunStep id={s.job} onJob={(job) => set({ job })} nextFile={next} />}
      {step !== 'run' && (
        <div className="wizard-foot">
          {at > 0 && <Button onClick={() => to(order[at - 1] ?? 'map')}>{t('back')}</Button>}
          {step === 'impact'
            ? <ActionButton type="primary" reason={reason} loading={start.isPending} onClick={begin}>{t('start')}</ActionButton>
            : <ActionButton type="primary" reason={reason} onClick={() => to(order[at + 1] ?? 'impact')}>{t('next', { step: t(order[at + 1] ?? 'impact') })}</ActionButton>}
        </div>
      )}
    </Page>
  );
}

function Wizard({ upload }: { upload: string }) {
  const t = useStrings(strings);
  const [s, set] = useUrlState(schema);
  const args: Omit<ArgsOf<'inspectUpload'>, 'workspace' | 'id'> = {
    ...(s.format === 'csv' || s.format === 'ndjson' ? { format: s.format } : {}), ...(s.encoding === 'utf-8' || s.encoding === 'gb18030' ? { encoding: s.encoding } : {}),
    ...(s.delimiter ? { delimiter: s.delimiter } : {}), ...(s.header === 'true' || s.header === 'false' ? { header: s.header === 'true' } : {}),
  };
  const q = useApi('inspectUpload', { id: upload, ...args }, { live: false, fresh: Infinity });
  const key = JSON.stringify(args), shown = useRef(key);
  if (q.data && !q.isPlaceholderData) shown.current = key;
  if (q.data && !q.isError) return <Inner upload={upload} look={q.data} lookKey={shown.current} busy={q.isPlaceholderData} />;
  // The file is forgotten some time after its import; the import is not.
  const ran = q.isError && s.step === 'run' && s.job !== null;
  return (
    <Page title={t('loadingTitle')} back="/import" toolbar={<Steps at={ran ? 'run' : 'map'} onGo={undefined} />}>
      {ran ? <RunStep id={s.job ?? ''} onJob={(job) => set({ job })} nextFile={null} />
        : q.isError ? <Problem error={q.error.code === 'cannot_guess' ? new ApiError(q.error.status, { ...q.error.body, hint: t('notTable') }) : q.error} onRetry={() => void q.refetch()} actions={key === '{}'
          ? <Link href="/import"><Button type="primary">{t('uploadAgain')}</Button></Link>
          : <Button type="primary" onClick={() => set({ format: '', encoding: '', delimiter: '', header: '' })}>{t('asFound')}</Button>} />
        : <Loading shape="page" />}
    </Page>
  );
}

/** One uploaded file on its way in; the address holds the upload, the step, and how the file is looked at. */
export default function WizardPage({ params }: PageProps) {
  const upload = params.upload ?? '';
  return <Wizard key={upload} upload={upload} />;
}
