import { Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import type { Distribution, DistributionGroup } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Begin } from '@/parts/question/Begin';
import { BreakdownPicker } from '@/parts/question/BreakdownPicker';
import { CellDoor } from '@/parts/question/CellDoor';
import { CellDrawer } from '@/parts/question/CellDrawer';
import { breakdownName, groupCell, groupKey, groupName } from '@/parts/question/groups';
import { QuestionPage } from '@/parts/question/QuestionPage';
import { RangePicker } from '@/parts/question/RangePicker';
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { selectorTitle } from '@/parts/question/selector';
import { strings as common } from '@/parts/question/strings';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { Table } from '@/parts/table/Table';
import { distribution, moneyOf, wholeOf, type DistributionForm } from './doc';
import { examples } from './examples';
import { Form } from './Form';
import { pictureOf, type BinName } from './picture';
import { strings } from './strings';
import { useBinDoor } from './useBinDoor';
import { useBinName } from './useBinName';
import { useFiles } from './useFiles';
import './DistributionPage.css';

const own = /^(events|value|measure|bins|by|who|range)(?:[.[].*)?$/;

/** How large is everybody's number? */
export default function DistributionPage(_: PageProps) {
  return <Saved asks="distribution">{(saved) => <DistributionEditor saved={saved} />}</Saved>;
}

function DistributionEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const question = useQuestion(distribution, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askDistribution', question.asked as never);
  const asked = useMemo(() => (answer.of ? distribution.read(answer.of) : form), [answer.of, form]);
  const put = useCallback((patch: Partial<DistributionForm>, merge: string | null = null) => change((f) => ({ ...f, ...patch }), merge), [change]);
  const nameOf = useCallback((g: { kind: DistributionGroup['kind']; label: string | null }) => groupName(g, asked.by, vocabulary.data, pick, q), [asked, vocabulary.data, pick, q]);
  const money = moneyOf(asked, vocabulary.data);
  const binName = useBinName(money, wholeOf(asked));
  const files = useFiles(answer.data, answer.of);
  const title = form.of === 'value' ? form.value : selectorTitle(form.events, vocabulary.data, pick, q('anything'));
  return (
    <>
      <QuestionPage kind="distribution" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={title} ownErrors={(s) => own.test(s)} files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => distribution.read(doc))} />}
        toolbar={<>
          <RangePicker value={form.range} onChange={(range) => put({ range })} error={errorAt(answer.error, 'range')} />
          <WhoPicker value={form.who} onChange={(who) => put({ who })} error={errorAt(answer.error, 'who')} />
          <BreakdownPicker value={form.by} onChange={(by) => put({ by })} events={null} top={form.top} onTop={(top) => put({ top }, 'top')} error={errorAt(answer.error, 'by')} />
        </>}
        form={<Form form={form} put={put} error={answer.error} />}>
        {(d) => <Result data={d} asked={asked} title={title} money={money} nameOf={nameOf} binName={binName} />}
      </QuestionPage>
      <CellDrawer op="distributionPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

function Result({ data, asked, title, money, nameOf, binName }: { data: Distribution; asked: DistributionForm; title: string; money: boolean; nameOf: (g: DistributionGroup) => string; binName: BinName }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const vocabulary = useVocabulary();
  const whole = wholeOf(asked);
  const [chosen, choose] = useState('');
  const all = [data.all, ...data.groups];
  const shown = all.find((g) => groupKey(g) === chosen) ?? data.all;
  const option = useCallback((c: ChartContext) => pictureOf(data, shown, { binName, whole, cumulative: t('cumulative') }, c), [data, shown, binName, whole, t]);
  const titleOf = useCallback((i: number) => `${shown.kind === 'all' ? '' : `${nameOf(shown)} · `}${title} ${data.bins[i] ? binName(data.bins[i]) : ''}`, [shown, nameOf, title, data, binName]);
  const click = useBinDoor(shown, titleOf);
  if (data.all.people === 0) return <EmptyState kind="narrow" title={t('nobody')} />;
  const value = (v: number | null | undefined) => (v === null || v === undefined ? '–' : f.figure(v, money ? 'money' : 'number'));
  const x = shown.figures;
  let sum = 0;
  const upTo = shown.counts.map((n) => (sum += n));
  return (
    <>
      <Card title={t('picture')} extra={data.groups.length > 0 && <Select size="small" aria-label={t('groupShown')} value={groupKey(shown)} onChange={choose} options={all.map((g) => ({ value: groupKey(g), label: nameOf(g) }))} popupMatchSelectWidth={false} />}>
        <dl className="question-figures">
          <div><dt>{t('people')}</dt><dd><CellDoor cell={groupCell(shown)} n={shown.people} title={nameOf(shown)}>{f.count(shown.people)}</CellDoor></dd></div>
          {x && ([[t('mean'), x.mean], [t('median'), x.median], ['25 %', x.p25], ['75 %', x.p75], ['90 %', x.p90], ['99 %', x.p99], [t('total'), x.sum]] as const).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{value(v)}</dd></div>)}
        </dl>
        <Chart option={option} height={300} onClick={click} label={t('pictureLabel', { name: title, n: shown.people })} table={{ columns: [{ title: t('bin') }, { title: t('people'), align: 'right' }], rows: data.bins.map((b, i) => [binName(b), f.count(shown.counts[i])]) }} />
      </Card>
      {asked.by && data.groups.length > 0 && (
        <Card flush title={t('groups', { name: breakdownName(asked.by, vocabulary.data, pick) })}>
          <Table<DistributionGroup> dense rows={all} rowKey={groupKey} label={t('group')} onOpen={(g) => choose(groupKey(g))} rowClass={(g) => (groupKey(g) === groupKey(shown) ? 'table-on' : undefined)} columns={[
            { id: 'group', title: t('group'), cell: nameOf, sort: nameOf }, { id: 'people', title: t('people'), align: 'right', sort: (g) => g.people, cell: (g) => <CellDoor cell={groupCell(g)} n={g.people} title={nameOf(g)}>{f.count(g.people)}</CellDoor> },
            { id: 'mean', title: t('mean'), align: 'right', sort: (g) => g.figures?.mean ?? null, cell: (g) => value(g.figures?.mean) }, { id: 'median', title: t('median'), align: 'right', sort: (g) => g.figures?.median ?? null, cell: (g) => value(g.figures?.median) },
            { id: 'p90', title: '90 %', align: 'right', wide: true, sort: (g) => g.figures?.p90 ?? null, cell: (g) => value(g.figures?.p90) }, { id: 'sum', title: t('total'), align: 'right', wide: true, sort: (g) => g.figures?.sum ?? null, cell: (g) => value(g.figures?.sum) },
          ]} />
        </Card>
      )}
      <Card flush title={t('table')}>
        <Table dense maxHeight={480} rows={data.bins.map((_, i) => i)} rowKey={(i) => String(i)} label={t('table')} columns={[
          { id: 'bin', title: t('bin'), cell: (i) => (data.bins[i] ? binName(data.bins[i]) : '') },
          { id: 'people', title: t('people'), align: 'right', sort: (i) => shown.counts[i] ?? 0, cell: (i) => <CellDoor cell={{ bin: i + 1, ...groupCell(shown) }} n={shown.counts[i] ?? 0} title={titleOf(i)}>{f.count(shown.counts[i])}</CellDoor> },
          { id: 'share', title: t('share'), align: 'right', cell: (i) => f.rate(shown.people > 0 ? (shown.counts[i] ?? 0) / shown.people : null) },
          { id: 'cumulative', title: t('cumulative'), align: 'right', wide: true, cell: (i) => f.rate(shown.people > 0 ? (upTo[i] ?? 0) / shown.people : null) },
        ]} />
      </Card>
    </>
  );
}
