import { useCallback } from 'react';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Begin } from '@/parts/question/Begin';
import { BreakdownPicker } from '@/parts/question/BreakdownPicker';
import { CellDrawer } from '@/parts/question/CellDrawer';
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
import { Result } from './Result';
import { strings } from './strings';
import { useFiles } from './useFiles';
import { useNames } from './useNames';
import { useShown } from './useShown';

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
  const files = useFiles(answer.data, answer.of);
  const events = form.series.flatMap((s) => eventsOf(s.events));
  const by = (i: 0 | 1) => form.by[i];
  const setBy = (i: 0 | 1, b: TrendForm['by'][number] | undefined) => put({ by: i === 0 ? [...(b ? [b] : []), ...(b && form.by[1] ? [form.by[1]] : [])] : [...form.by.slice(0, 1), ...(b ? [b] : [])] });
  const ofBy = answer.error?.place?.source?.startsWith('by') ? answer.error : null;
  return (
    <>
      <QuestionPage kind="trend" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={form.series.filter((s) => s.events).map((s) => s.title || selectorTitle(s.events, vocabulary.data, pick, q('anything'))).join('、')} ownErrors={(s) => own.test(s)}
        files={files}
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
