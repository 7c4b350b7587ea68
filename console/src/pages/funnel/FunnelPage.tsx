import { Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import type { Funnel, FunnelGroup } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Card } from '@/parts/page/Card';
import { Begin } from '@/parts/question/Begin';
import { BreakdownPicker } from '@/parts/question/BreakdownPicker';
import { CellDrawer } from '@/parts/question/CellDrawer';
import { breakdownName, groupCell, groupKey } from '@/parts/question/groups';
import { QuestionPage } from '@/parts/question/QuestionPage';
import { RangePicker } from '@/parts/question/RangePicker';
import { eventsOf } from '@/parts/question/selector';
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { readSpan } from '@/parts/question/span';
import { strings as common } from '@/parts/question/strings';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { Bars } from './Bars';
import { funnel, type FunnelForm } from './doc';
import { examples } from './examples';
import { GroupTable } from './GroupTable';
import { openFrom } from './open';
import { Settings } from './Settings';
import { Significance } from './Significance';
import { Steps } from './Steps';
import { strings } from './strings';
import { TimesCard } from './TimesCard';
import { TrendCard } from './TrendCard';
import { useFiles } from './useFiles';
import { useNames } from './useNames';
import './FunnelPage.css';

const touches = ['first', 'last', 'step', 'each'] as const;
const own = /^(steps\[\d+\]|exclude\[\d+\]|who|by|range|within|gap|hold)(?:[.[].*)?$/;

/** How far do people get? */
export default function FunnelPage(_: PageProps) {
  return <Saved asks="funnel">{(saved) => <FunnelEditor saved={saved} />}</Saved>;
}

function FunnelEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings);
  const question = useQuestion(funnel, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askFunnel', question.asked as never);
  // The form as it was when the answer was asked names its parts; the document does, and it is kept with the answer.
  const asked = useMemo(() => (answer.of ? funnel.read(answer.of) : form), [answer.of, form]);
  const put = useCallback((patch: Partial<FunnelForm>, merge: string | null = null) => change((f) => ({ ...f, ...patch }), merge), [change]);
  const { titles, nameOf } = useNames(asked);
  const files = useFiles(answer.data, answer.of);
  const events = form.steps.flatMap((s) => eventsOf(s.events));
  return (
    <>
      <QuestionPage kind="funnel" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={titles.join(' → ')} ownErrors={(s) => own.test(s)}
        files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => funnel.read(doc))} />}
        toolbar={<>
          <RangePicker value={form.range} onChange={(range) => put({ range })} error={errorAt(answer.error, 'range')} />
          <WhoPicker value={form.who} onChange={(who) => put({ who })} error={errorAt(answer.error, 'who')} />
          <BreakdownPicker value={form.by} onChange={(by) => put({ by, compare: null })} events={events} touches={touches} steps={form.steps.length} top={form.top} onTop={(top) => put({ top }, 'top')} error={errorAt(answer.error, 'by')} />
        </>}
        form={<><Steps form={form} change={change} error={answer.error} /><Card><Settings form={form} change={change} error={answer.error} /></Card></>}>
        {(d) => <Result data={d} asked={asked} titles={titles} nameOf={nameOf} grain={form.trend} put={put} />}
      </QuestionPage>
      <CellDrawer op="funnelPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

interface ResultProps { data: Funnel; asked: FunnelForm; titles: string[]; nameOf: (g: { kind: FunnelGroup['kind']; label: string | null }) => string; grain: FunnelForm['trend']; put: (patch: Partial<FunnelForm>, merge?: string | null) => void }

function Result({ data, asked, titles, nameOf, grain, put }: ResultProps) {
  const t = useStrings(strings), q = useStrings(common), f = useFormat(), pick = usePick();
  const vocabulary = useVocabulary();
  const [chosen, choose] = useState('');
  const all = [data.all, ...data.groups];
  const shown = all.find((g) => groupKey(g) === chosen) ?? data.all;
  const end = shown.steps[shown.steps.length - 1];
  const open = openFrom(asked.range, asked.within, data.as_of, (iso) => f.dayOf(iso));
  const span = readSpan(asked.within);
  const of = shown.kind === 'all' ? '' : nameOf(shown);
  return (
    <>
      <Card title={t('bars')} extra={data.groups.length > 0 && <Select size="small" aria-label={t('groupShown')} value={groupKey(shown)} onChange={choose} options={all.map((g) => ({ value: groupKey(g), label: nameOf(g) }))} popupMatchSelectWidth={false} />}>
        <dl className="question-figures">
          <div><dt>{t('conversion')}</dt><dd>{f.rate(end?.rate)}</dd></div>
          <div><dt>{t('entered')}</dt><dd>{f.count(shown.steps[0]?.reached)}</dd></div>
          <div><dt>{t('converted')}</dt><dd>{f.count(end?.reached)}</dd></div>
          {shown.seconds && <div><dt>{t('medianTime')}</dt><dd>{f.seconds(shown.seconds.median)} <small>{t('middle', { a: f.seconds(shown.seconds.p25), b: f.seconds(shown.seconds.p75) })}</small></dd></div>}
        </dl>
        {open && <p className="question-note funnel-open">{t('openNote', { day: open, window: span ? `${f.count(span.n)} ${q(span.unit)}` : asked.within })}</p>}
        <div role="group" aria-label={t('barsLabel', { steps: titles.join(' → '), rate: f.rate(end?.rate) })}><Bars group={shown} steps={data.steps} titles={titles} of={of} cell={groupCell(shown)} /></div>
      </Card>
      {asked.by && data.groups.length > 0 && (
        <Card flush title={t('groups', { name: breakdownName(asked.by, vocabulary.data, pick) })}>
          <GroupTable all={data.all} groups={data.groups} nameOf={nameOf} label={t('groups', { name: breakdownName(asked.by, vocabulary.data, pick) })} shown={groupKey(shown)} onShow={(g) => choose(groupKey(g))} />
        </Card>
      )}
      {data.compare && <Significance compare={data.compare} groups={data.groups} nameOf={(label) => nameOf({ kind: 'value', label })} onChoose={(compare) => put({ compare })} />}
      <div className="funnel-two"><TrendCard data={data} grain={grain} nameOf={nameOf} onGrain={(trend) => put({ trend })} /><TimesCard data={data} scale={asked.bins.scale} onScale={(scale) => put({ bins: { ...asked.bins, scale } })} /></div>
    </>
  );
}
