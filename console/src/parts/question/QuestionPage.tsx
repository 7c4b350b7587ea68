import { CodeOutlined, LinkOutlined, RedoOutlined, UndoOutlined } from '@/theme/icons';
import { App, Button, Tooltip } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { keyCaps } from '@/commands/keys';
import { useCommand, useHotkey } from '@/commands/registry';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { useWait } from '@/parts/feedback/useWait';
import { Page } from '@/parts/page/Page';
import { AsOf } from '@/parts/text/AsOf';
import { AsOfPicker } from './AsOfPicker';
import { ExportMenu } from './ExportMenu';
import type { Files } from './files';
import type { SavedQuestion } from './Saved';
import { SaveQuestion } from './SaveQuestion';
import { ScheduleQuestion } from './ScheduleQuestion';
import { strings } from './strings';
import type { Answer } from './useAnswer';
import type { Question } from './useQuestion';
import './QuestionPage.css';

const ShareDialog = lazy(() => import('./ShareDialog'));

export interface QuestionPageProps<F, T extends { as_of: string; lsn: number }> {
  /** Of the route and of `shoal query`. */
  kind: string;
  title: string;
  lead: string;
  question: Question<F>;
  /** The kept question that is open. */
  saved: SavedQuestion | null;
  answer: Answer<T>;
  /** Period, people, breakdown: what every kind has. */
  toolbar: ReactNode;
  /** What is asked: the form. */
  form: ReactNode;
  /** While nothing can be asked: ways to begin. */
  begin?: ReactNode;
  /** Fields whose errors stand beside them; any other error stands above the answer. */
  ownErrors: (source: string) => boolean;
  /** A name for it, if it is kept. */
  suggested: string;
  /** What the answer can leave as. */
  files: Files | null;
  children: (data: T) => ReactNode;
}

/** The anatomy of every question page: title row with undo, export and the question as code; toolbar; form; answer. */
export function QuestionPage<F, T extends { as_of: string; lsn: number }>(props: QuestionPageProps<F, T>) {
  const { kind, title, question: q, answer: a, saved } = props;
  const t = useStrings(strings), pick = usePick();
  const { message } = App.useApp();
  const phone = usePhone();
  const [sharing, setSharing] = useState(false);
  useHotkey('mod+z', t('undo'), q.undo, { enabled: q.canUndo });
  useHotkey('mod+shift+z', t('redo'), q.redo, { enabled: q.canRedo });
  useCommand(q.asked ? { id: 'question:code', title: t('asCode'), group: 'page', run: () => setSharing(true) } : null);
  const name = saved ? pick(saved.title) || saved.slug : title;
  const link = async () => {
    try { await navigator.clipboard.writeText(window.location.href); message.success(t('linkCopied')); } catch { setSharing(true); }
  };
  const cap = (k: string) => keyCaps(k).join(' ');
  const own = a.error?.place?.source !== undefined && props.ownErrors(a.error.place.source);
  return (
    <Page title={name} {...(saved ? { back: `/${kind}`, status: <><span className="pill">{title}</span><span className="pill">{t('version', { n: saved.version })}</span>{q.dirty && <span className="pill pill-dirty">● {t('dirty')}</span>}</> } : {})} lead={phone || saved ? undefined : props.lead} toolbar={<div className="question-toolbar">{props.toolbar}<AsOfPicker value={q.asOf} onChange={q.setAsOf} /></div>}
      actions={<>
        <AsOf at={a.data?.as_of} {...(a.data ? { lsn: a.data.lsn } : {})} onRefresh={a.again} busy={a.busy} />
        <Tooltip title={`${t('undo')} ${cap('mod+z')}`}><Button type="text" aria-label={t('undo')} disabled={!q.canUndo} icon={<UndoOutlined />} onClick={q.undo} /></Tooltip>
        <Tooltip title={`${t('redo')} ${cap('mod+shift+z')}`}><Button type="text" aria-label={t('redo')} disabled={!q.canRedo} icon={<RedoOutlined />} onClick={q.redo} /></Tooltip>
        <Tooltip title={t('copyLink')}><Button type="text" aria-label={t('copyLink')} icon={<LinkOutlined />} onClick={() => void link()} /></Tooltip>
        <Button aria-label={t('asCode')} icon={<CodeOutlined />} disabled={!q.asked} onClick={() => setSharing(true)}>{phone ? null : t('asCode')}</Button>
        <ExportMenu kind={kind} name={name} question={a.of} asOf={a.data?.as_of} files={props.files} />
        {saved && <ScheduleQuestion kind={kind} saved={saved} />}
        <SaveQuestion asks={kind} asked={q.asked} saved={saved} dirty={q.dirty} suggested={props.suggested} />
      </>}>
      {props.form}
      {q.missing > 0 && <p className="question-missing" role="status">{t('missing', { n: q.missing })}</p>}
      {q.asked === null ? props.begin ?? <EmptyState kind="nothing" title={t('nothingAsked')} help={t('nothingAskedHelp')} /> : (
        <>
          {a.error && !own && <Problem {...(a.data ? { inline: true } : {})} error={a.error} onRetry={a.again} />}
          <Progress answer={a} />
          {a.data ? <div className={a.stale ? 'question-answer question-old' : 'question-answer'} aria-busy={a.busy}>{props.children(a.data)}</div>
            : !a.error && <Loading shape="chart" onCancel={a.cancel} />}
        </>
      )}
      {sharing && q.asked && <Suspense><ShareDialog kind={kind} doc={q.asked} onClose={() => setSharing(false)} /></Suspense>}
    </Page>
  );
}

/** Over an old answer: how long the new one takes, and the way out (rule 23). */
function Progress({ answer }: { answer: Answer<unknown> }) {
  const t = useStrings(strings), f = useFormat();
  const { wait, seconds } = useWait(answer.busy && answer.data !== undefined);
  if (wait !== 'elapsed' && wait !== 'cancel') return null;
  return <div className="question-progress" role="status">{t('busyFor', { s: f.seconds(seconds) })}{wait === 'cancel' && <Button size="small" onClick={answer.cancel}>{t('stop')}</Button>}</div>;
}
