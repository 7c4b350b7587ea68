import { useCallback, useMemo } from 'react';
import type { Paths } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Begin } from '@/parts/question/Begin';
import { CellDoor } from '@/parts/question/CellDoor';
import { CellDrawer } from '@/parts/question/CellDrawer';
import { QuestionPage } from '@/parts/question/QuestionPage';
import { RangePicker } from '@/parts/question/RangePicker';
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { selectorTitle } from '@/parts/question/selector';
import { strings as common } from '@/parts/question/strings';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { Table } from '@/parts/table/Table';
import { backwards, paths, type PathsForm } from './doc';
import { examples } from './examples';
import { flowOf } from './flow';
import { Form } from './Form';
import { heightOf, sankeyOf } from './sankey';
import { strings } from './strings';
import { useFiles } from './useFiles';
import { useFlowDoor } from './useFlowDoor';
import { useNodeName } from './useNodeName';
import './PathsPage.css';

const own = /^(from|to|events(\[\d+\])?|split|who|range|within|gap)(?:[.[].*)?$/;

/** What do people do before and after? */
export default function PathsPage(_: PageProps) {
  return <Saved asks="paths">{(saved) => <PathsEditor saved={saved} />}</Saved>;
}

function PathsEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const question = useQuestion(paths, saved?.question ?? null);
  const { form, change } = question;
  // Everybody's every session is a question, but hardly anybody's first: it is asked once somebody has chosen anything.
  const begun = saved !== null || question.dirty;
  const answer = useAnswer('askPaths', (begun ? question.asked : null) as never);
  const asked = useMemo(() => (answer.of ? paths.read(answer.of) : form), [answer.of, form]);
  const put = useCallback((patch: Partial<PathsForm>, merge: string | null = null) => change((f) => ({ ...f, ...patch }), merge), [change]);
  const nameOf = useNodeName();
  const files = useFiles(answer.data, answer.of);
  const titles = [form.from, form.to].filter((s) => s !== '').map((s) => selectorTitle(s, vocabulary.data, pick, q('anything')));
  return (
    <>
      <QuestionPage kind="paths" title={t('title')} lead={t('lead')} question={begun ? question : { ...question, asked: null }} answer={answer} saved={saved} suggested={titles.join(' → ')} ownErrors={(s) => own.test(s)}
        files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => paths.read(doc))} />}
        toolbar={<>
          <RangePicker value={form.range} onChange={(range) => put({ range })} error={errorAt(answer.error, 'range')} />
          <WhoPicker value={form.who} onChange={(who) => put({ who })} error={errorAt(answer.error, 'who')} />
        </>}
        form={<Form form={form} put={put} error={answer.error} />}>
        {(d) => <Result data={d} asked={asked} nameOf={nameOf} />}
      </QuestionPage>
      <CellDrawer op="pathsPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

function Result({ data, asked, nameOf }: { data: Paths; asked: PathsForm; nameOf: ReturnType<typeof useNodeName> }) {
  const t = useStrings(strings), f = useFormat();
  const phone = usePhone();
  const back = backwards(asked);
  const flow = useMemo(() => flowOf(data, back), [data, back]);
  const byName = useMemo(() => new Map(flow.nodes.map((n) => [n.name, n])), [flow]);
  const ended = useCallback((n: number) => t('ended', { n }), [t]);
  const option = useCallback((c: ChartContext) => sankeyOf(data, back, { nameOf, ended }, c, phone), [data, back, nameOf, ended, phone]);
  const levelName = (n: number) => t(back ? 'back' : 'level', { n });
  const click = useFlowDoor(data, back, nameOf);
  if (data.all.count === 0) return <EmptyState kind="narrow" title={t('nobody')} />;
  const both = asked.from !== '' && asked.to !== '';
  const order = <T,>(list: readonly T[]): T[] => (back ? [...list].reverse() : [...list]);
  return (
    <>
      <Card title={t('flow')}>
        <dl className="question-figures">
          <div><dt>{t(asked.count)}</dt><dd><CellDoor cell={{}} n={data.all.count} title={t('all')}>{f.count(data.all.count)}</CellDoor></dd></div>
          {asked.count === 'people' && <div><dt>{t('occurrences')}</dt><dd>{f.count(data.all.occurrences)}</dd></div>}
          {both && <div><dt>{t('reached')}</dt><dd><CellDoor cell={{ converted: true }} n={data.all.converted} title={t('reached')}>{f.count(data.all.converted)}</CellDoor> <small>{f.rate(data.all.count > 0 ? data.all.converted / data.all.count : null)}</small></dd></div>}
        </dl>
        <div className="paths-scroll">
          <div style={{ minWidth: phone ? data.levels.length * 150 : data.levels.length * 170 }}>
            <Chart option={option} height={heightOf(data)} onClick={click} label={t('flowLabel', { n: data.levels.length, count: data.all.count })}
              table={{ columns: [{ title: t('path') }, { title: t('from2') }, { title: t('to2') }, { title: t(asked.count), align: 'right' }, { title: t('share'), align: 'right' }, { title: t('median'), align: 'right' }], rows: flow.links.map((l) => [levelName(l.level), nameOf((byName.get(l.source) as (typeof flow.nodes)[number]).node), nameOf((byName.get(l.target) as (typeof flow.nodes)[number]).node), f.count(l.value), f.rate(l.share), f.seconds(l.seconds)]) }} />
          </div>
        </div>
      </Card>
      <Card flush title={t('list')}>
        <Table dense rows={data.paths} rowKey={(p) => p.nodes.map((n) => n.key).join('\u0001')} label={t('list')} columns={[
          { id: 'path', title: t('path'), className: 'paths-cell', cell: (p) => <span className="paths-nodes">{order(p.nodes).map((n, i) => <span key={i} className="paths-node">{nameOf(n)}</span>)}</span> },
          { id: 'count', title: t(asked.count), align: 'right', sort: (p) => p.count, cell: (p) => <CellDoor cell={{ path: p.nodes.map((n) => n.key) }} n={p.count} title={order(p.nodes).map(nameOf).join(' → ')}>{f.count(p.count)}</CellDoor> },
          { id: 'share', title: t('share'), align: 'right', sort: (p) => p.share, cell: (p) => f.rate(p.share) },
          ...(both ? [{ id: 'reached', title: t('reached'), align: 'right' as const, wide: true, sort: (p: Paths['paths'][number]) => p.converted, cell: (p: Paths['paths'][number]) => <CellDoor cell={{ path: p.nodes.map((n) => n.key), converted: true }} n={p.converted} title={`${order(p.nodes).map(nameOf).join(' → ')} · ${t('reached')}`}>{f.count(p.converted)}</CellDoor> }] : []),
          { id: 'median', title: t('median'), align: 'right', wide: true, sort: (p) => p.seconds, cell: (p) => (p.seconds === null ? '–' : f.seconds(p.seconds)) },
        ]} foot={data.other.paths > 0 ? <tr><td>{t('others', { n: data.other.paths })}</td><td className="table-right num"><CellDoor cell={{ other: true }} n={data.other.count} title={t('others', { n: data.other.paths })}>{f.count(data.other.count)}</CellDoor></td><td className="table-right num">{f.rate(data.other.share)}</td>{both && <td className="table-wide" />}<td className="table-wide" /></tr> : undefined} />
      </Card>
    </>
  );
}
