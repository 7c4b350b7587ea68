import { useCallback, useMemo } from 'react';
import type { Trend } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import type { ChartContext } from '@/parts/chart/types';
import { Begin } from '@/parts/question/Begin';
import { BreakdownPicker } from '@/parts/question/BreakdownPicker';
import { CellDrawer } from '@/parts/question/CellDrawer';
import type { CsvCell } from '@/parts/question/csv';
import { QuestionPage } from '@/parts/question/QuestionPage';
import { RangePicker } from '@/parts/question/RangePicker';
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { eventsOf, selectorTitle } from '@/parts/question/selector';
import { strings as common } from '@/parts/question/strings';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { trend, type TrendForm } from './doc';
import { examples } from './examples';
import { Form } from './Form';
import { figuresOf, lineOf } from './lines';
import { optionOf, useShown } from './useShown';
import { Result } from './Result';
import { strings } from './strings';
import { useNames } from './useNames';

const own = /^(series\[\d+\].*|formulas\[\d+\].*|by.*|who|range|rolling)(?:[.[].*)?$/;

/** How much happens? */
export default function TrendPage(_: PageProps) {
  return <Saved asks="trend">{(saved) => <TrendEditor saved={saved} />}</Saved>;
}

function TrendEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), q = useStrings(common), pick = usePick(), f = useFormat();
  const vocabulary = useVocabulary();
  const question = useQuestion(trend, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askTrend', question.asked as never);
  const names = useNames(answer.data, answer.of);
  const shown = useShown(answer.data, names);
  const put = useCallback((patch: Partial<TrendForm>, merge: string | null = null) => change((x) => ({ ...x, ...patch }), merge), [change]);
  const picture = useMemo(() => (answer.data ? (c: ChartContext) => optionOf(answer.data as Trend, shown, c) : null), [answer.data, shown]);
  const csv = (d: Trend): CsvCell[][] => [['group', 'figure', 'from', 'to', 'value', 'before', 'incomplete', 'as_of'], ...[d.all, ...d.groups].flatMap((g) => Array.from({ length: figuresOf(d) }, (_, i) => lineOf(d, g, i, '')).flatMap((l) => d.periods.map((p, k): CsvCell[] => [names.group(g), names.figure(l.figure), p.from, p.to, l.values[k], l.before?.[k], p.incomplete, d.as_of])))];
  const events = form.series.flatMap((s) => eventsOf(s.events));
  const by = (i: 0 | 1) => form.by[i];
  const setBy = (i: 0 | 1, b: TrendForm['by'][number] | undefined) => put({ by: i === 0 ? [...(b ? [b] : []), ...(b && form.by[1] ? [form.by[1]] : [])] : [...form.by.slice(0, 1), ...(b ? [b] : [])] });
  const ofBy = answer.error?.place?.source?.startsWith('by') ? answer.error : null;
  return (
    <>
      <QuestionPage kind="trend" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={form.series.filter((s) => s.events).map((s) => s.title || selectorTitle(s.events, vocabulary.data, pick, q('anything'))).join('、')} ownErrors={(s) => own.test(s)}
        csv={csv} picture={picture}
        begin={<Begin examples={examples} onUse={(doc) => change(() => trend.read(doc))} />}
        toolbar={<>
          <RangePicker value={form.range} onChange={(range) => put({ range })} error={errorAt(answer.error, 'range')} />
          <WhoPicker value={form.who} onChange={(who) => put({ who })} error={errorAt(answer.error, 'who')} />
          <BreakdownPicker value={by(0)} onChange={(b) => setBy(0, b)} events={events} top={form.top} onTop={(top) => put({ top }, 'top')} error={ofBy} />
          {form.by.length > 0 && <BreakdownPicker label={t('second')} value={by(1)} onChange={(b) => setBy(1, b)} events={events} />}
        </>}
        form={<Form form={form} put={put} error={answer.error} />}>
        {(d) => <Result data={d} names={names} shown={shown} dayOf={(iso) => f.dayOf(iso)} />}
      </QuestionPage>
      <CellDrawer op="trendPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}
