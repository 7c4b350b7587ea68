import { Segmented, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import type { Retention, RetentionGroup } from '@/api/types';
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
import { CellDrawer } from '@/parts/question/CellDrawer';
import { breakdownName, groupCell, groupKey, groupName } from '@/parts/question/groups';
import { CellDoor } from '@/parts/question/CellDoor';
import { isMoney } from '@/parts/question/money';
import { QuestionPage } from '@/parts/question/QuestionPage';
import { RangePicker } from '@/parts/question/RangePicker';
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { eventsOf, selectorTitle } from '@/parts/question/selector';
import { SERIES_MAX } from '@/parts/question/series';
import { strings as common } from '@/parts/question/strings';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { Table } from '@/parts/table/Table';
import { retention, type RetentionForm } from './doc';
import { examples } from './examples';
import { curveOf } from './files';
import { Form } from './Form';
import { HeatTable } from './HeatTable';
import { strings } from './strings';
import { useColumnName } from './useColumnName';
import { useFiles } from './useFiles';
import { behind, shows, valueOf, whatOf, type Show } from './values';
import './RetentionPage.css';

const own = /^(start|return|who|by|range|brackets\[?\d*\]?|measure)(?:[.[].*)?$/;

/** Who comes back? */
export default function RetentionPage(_: PageProps) {
  return <Saved asks="retention">{(saved) => <RetentionEditor saved={saved} />}</Saved>;
}

function RetentionEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const question = useQuestion(retention, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askRetention', question.asked as never);
  const asked = useMemo(() => (answer.of ? retention.read(answer.of) : form), [answer.of, form]);
  const put = useCallback((patch: Partial<RetentionForm>, merge: string | null = null) => change((f) => ({ ...f, ...patch }), merge), [change]);
  const nameOf = useCallback((g: { kind: RetentionGroup['kind']; label: string | null }) => groupName(g, asked.by, vocabulary.data, pick, q), [asked, vocabulary.data, pick, q]);
  const columnName = useColumnName(answer.data, asked.grain);
  const files = useFiles(answer.data, answer.of);
  const titles = [form.start, form.ret].filter((s) => s !== '').map((s) => selectorTitle(s, vocabulary.data, pick, q('anything')));
  return (
    <>
      <QuestionPage kind="retention" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={titles.join(' ↺ ')} ownErrors={(s) => own.test(s)}
        files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => retention.read(doc))} />}
        toolbar={<>
          <RangePicker value={form.range} onChange={(range) => put({ range })} error={errorAt(answer.error, 'range')} />
          <WhoPicker value={form.who} onChange={(who) => put({ who })} error={errorAt(answer.error, 'who')} />
          <BreakdownPicker value={form.by} onChange={(by) => put({ by })} events={eventsOf(form.start)} top={form.top} onTop={(top) => put({ top }, 'top')} error={errorAt(answer.error, 'by')} />
        </>}
        form={<Form form={form} put={put} error={answer.error} />}>
        {(d) => <Result data={d} asked={asked} nameOf={nameOf} columnName={columnName} />}
      </QuestionPage>
      <CellDrawer op="retentionPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

function Result({ data, asked, nameOf, columnName }: { data: Retention; asked: RetentionForm; nameOf: (g: RetentionGroup) => string; columnName: (i: number) => string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const vocabulary = useVocabulary();
  const [chosen, choose] = useState('');
  const [wish, setShow] = useState<Show | null>(null);
  const shown = [data.all, ...data.groups].find((g) => groupKey(g) === chosen) ?? data.all;
  const measured = asked.measure !== 'people';
  const show: Show = wish !== null && (measured || wish !== 'per_person') ? wish : measured ? 'per_person' : 'rate';
  const money = isMoney(vocabulary.data, asked.ret || '*', asked.sum);
  const words = { rate: t('rate'), count: t('count'), lost: t('lost'), per_person: t('perPerson') };
  const lines = useMemo(() => (data.groups.length > 0 ? data.groups.filter((g) => g.kind === 'value').slice(0, SERIES_MAX) : [data.all]).map((g) => ({ name: nameOf(g), values: data.columns.map((_, i) => valueOf(g.cells[i], show)) })), [data, nameOf, show]);
  const curve = useCallback((c: ChartContext) => curveOf(lines, data.columns.map((_, i) => columnName(i)), show, money, c), [lines, data, columnName, show, money]);
  const first = data.cohorts[0], last = data.cohorts[data.cohorts.length - 1];
  if (!first || !last) return <EmptyState kind="narrow" title={t('nobody')} />;
  const of = shown.kind === 'all' ? '' : nameOf(shown);
  const value = (v: number | null) => (v === null ? '–' : show === 'rate' ? f.rate(v) : show === 'per_person' ? f.figure(v, money ? 'money' : 'number') : f.count(v));
  return (
    <>
      <Card title={t('heat')} help={[...data.cohorts.flatMap((c) => c.cells)].some((c) => c.incomplete) ? t('open') : undefined}
        extra={<>
          {data.groups.length > 0 && <Select size="small" aria-label={t('groupShown')} value={groupKey(shown)} onChange={choose} options={[data.all, ...data.groups].map((g) => ({ value: groupKey(g), label: nameOf(g) }))} popupMatchSelectWidth={false} />}
          <Segmented size="small" aria-label={t('show')} value={show} onChange={(v) => setShow(v)} options={shows.filter((s) => measured || s !== 'per_person').map((s) => ({ value: s, label: words[s] }))} />
        </>}>
        <HeatTable data={data} group={shown} show={show} columnName={columnName} money={money} of={of} label={t('heatLabel', { from: first.from, to: last.to })} />
      </Card>
      <Card title={t('curve')}>
        <Chart option={curve} height={280} label={t('curveLabel')} table={{ columns: [{ title: t('period') }, ...lines.map((l) => ({ title: l.name, align: 'right' as const }))], rows: data.columns.map((_, i) => [columnName(i), ...lines.map((l) => value(l.values[i] ?? null))]) }} />
      </Card>
      {asked.by && data.groups.length > 0 && (
        <Card flush title={t('groups', { name: breakdownName(asked.by, vocabulary.data, pick) })}>
          <Table<RetentionGroup> dense rows={[data.all, ...data.groups]} rowKey={groupKey} label={t('groups', { name: breakdownName(asked.by, vocabulary.data, pick) })} onOpen={(g) => choose(groupKey(g))} rowClass={(g) => (groupKey(g) === groupKey(shown) ? 'table-on' : undefined)} columns={[
            { id: 'group', title: t('group'), cell: nameOf, sort: nameOf },
            { id: 'size', title: t('size'), align: 'right', sort: (g) => g.size, cell: (g) => <CellDoor cell={{ what: 'members', ...groupCell(g) }} n={g.size} title={`${nameOf(g)} · ${t('membersTitle', { cohort: t('allCohorts') })}`}>{f.count(g.size)}</CellDoor> },
            ...data.columns.slice(0, 9).map((_, i) => ({ id: `c${i}`, title: columnName(i), align: 'right' as const, wide: i > 2, sort: (g: RetentionGroup) => valueOf(g.cells[i], show), cell: (g: RetentionGroup) => <CellDoor cell={{ column: i, what: whatOf(show), ...groupCell(g) }} n={behind(g.cells[i], show)} title={`${nameOf(g)} · ${t(show === 'lost' ? 'lostTitle' : 'cellTitle', { cohort: t('allCohorts'), column: columnName(i) })}`}>{value(valueOf(g.cells[i], show))}</CellDoor> })),
          ]} />
        </Card>
      )}
    </>
  );
}
