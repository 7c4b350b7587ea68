import { App, Button, Input, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKey, useApi, useSend } from '@/api/hooks';
import { jobFileUrl } from '@/api/ops';
import type { Job, Locale } from '@/api/types';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { Link } from 'wouter';
import { ClockCircleOutlined } from '@/theme/icons';
import type { SavedQuestion } from './Saved';
import { everies, readSchedule, weekdayName, writeSchedule, type Schedule } from './schedule';
import { strings } from './strings';

const SHOWN = 5;

/** In words: every Monday, 08:00. */
function inWords(s: Schedule, t: ReturnType<typeof useStrings<typeof strings>>, lang: Locale): string {
  if (s.every === 'week') return t('everyWeekday', { day: weekdayName(s.day, lang), at: s.at });
  return s.every === 'month' ? t('everyMonthDay', { n: s.day, at: s.at }) : t('everyDayAt', { at: s.at });
}

/** When a kept question is asked by itself, and what it was answered lately. */
export function ScheduleQuestion({ kind, saved }: { kind: string; saved: SavedQuestion }) {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat();
  const [open, setOpen] = useState(false);
  const may = useCan('operator');
  const now = readSchedule(saved.document.schedule);
  const words = now.every === 'never' ? t('schedule') : inWords(now, t, f.lang);
  return (
    <>
      <ActionButton icon={<ClockCircleOutlined />} reason={may ? null : t('needRole', { role: role('operator') })} onClick={() => setOpen(true)}>{words}</ActionButton>
      {open && <Dialog kind={kind} saved={saved} was={now} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ kind, saved, was, onClose }: { kind: string; saved: SavedQuestion; was: Schedule; onClose: () => void }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [s, set] = useState(was);
  const put = useSend('putDocument', ['listResources']);
  const valid = s.every === 'never' || /^([01]\d|2[0-3]):[0-5]\d$/.test(s.at);
  const { schedule: _, ...rest } = saved.document;
  // What is edited on the page beside it stays an edit: only the schedule is saved.
  const save = () => valid && put.mutate({ kind: 'question', slug: saved.slug, ...rest, ...(s.every === 'never' ? {} : { schedule: writeSchedule(s) }), $: { ifMatch: saved.version } } as never, {
    onSuccess: (d) => {
      client.setQueryData(apiKey('getDocument', workspace, { kind: 'question', slug: saved.slug }), d);
      message.success(s.every === 'never' ? t('scheduleOff', { name: pick(saved.title) || saved.slug }) : `${pick(saved.title) || saved.slug}: ${inWords(s, t, f.lang)}`);
      onClose();
    },
  });
  return (
    <FormModal title={t('scheduleTitle')} submit={t('save')} busy={put.isPending} error={put.error} holds={s} onSubmit={save} onClose={onClose}>
      <Field label={t('every')} help={t('scheduleHelp')}><Select value={s.every} onChange={(every) => set({ ...s, every, day: 1 })} options={everies.map((value) => ({ value, label: t(`every_${value}`) }))} /></Field>
      {s.every === 'week' && <Field label={t('onDay')}><Select value={s.day} onChange={(day) => set({ ...s, day })} options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: weekdayName(value, f.lang) }))} /></Field>}
      {s.every === 'month' && <Field label={t('onDay')} help={s.day > 28 ? t('lastOfMonth') : undefined}><Select value={s.day} onChange={(day) => set({ ...s, day })} options={Array.from({ length: 31 }, (_x, i) => ({ value: i + 1, label: t('dayOfMonth', { n: i + 1 }) }))} /></Field>}
      {s.every !== 'never' && <Field label={t('atTime')} help={f.zone} error={!valid && t('atTimeWrong')}><Input type="time" value={s.at} onChange={(e) => set({ ...s, at: e.target.value.slice(0, 5) })} /></Field>}
      <Answers kind={kind} saved={saved} />
    </FormModal>
  );
}

/** The latest ones: each opens the question as of its moment; the file has what was answered then. */
function Answers({ kind, saved }: { kind: string; saved: SavedQuestion }) {
  const t = useStrings(strings), f = useFormat();
  const { slug: workspace } = useWorkspace();
  const jobs = useApi('listJobs', { kind: 'question', limit: 100 });
  const mine = (jobs.data?.items ?? []).filter((j: Job) => j.params.what === 'ask' && j.params.question === saved.slug && typeof j.params.as_of === 'string').slice(0, SHOWN);
  if (mine.length === 0) return null;
  return (
    <section className="schedule-answers">
      <h3>{t('lateAnswers')}</h3>
      <ul>
        {mine.map((j) => {
          const at = String(j.params.as_of), file = j.files[0];
          return (
            <li key={j.id}>
              <Link href={`/${kind}?saved=${encodeURIComponent(saved.slug)}&q=${encodeURIComponent(JSON.stringify({ ...saved.question, as_of: at }))}`}>{f.dateTime(at)}</Link>
              {j.problem ? <span className="field-error">{j.problem.detail}</span> : file ? <Button type="link" size="small" href={jobFileUrl(workspace, j.id, file.name)} download={`${saved.slug}-${at.slice(0, 10)}.json`}>{t('answerFile')}</Button> : <span className="muted">{t('calculating')}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
