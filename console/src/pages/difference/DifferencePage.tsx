import { useCallback } from 'react';
import { Link } from 'wouter';
import type { Difference } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Begin } from '@/parts/question/Begin';
import { CellDoor } from '@/parts/question/CellDoor';
import { CellDrawer } from '@/parts/question/CellDrawer';
import { QuestionPage } from '@/parts/question/QuestionPage';
import { RangePicker } from '@/parts/question/RangePicker';
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { setName } from '@/parts/question/set';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { Table } from '@/parts/table/Table';
import { Delta } from '@/parts/text/Delta';
import { difference } from './doc';
import { examples } from './examples';
import { cellOf, peopleOf, rows, sides } from './picture';
import { strings } from './strings';
import { useFiles } from './useFiles';
import { Waterfall } from './Waterfall';

const own = /^(of|who|range|from|to)(?:[.[].*)?$/;

/** Who came and who left? */
export default function DifferencePage(_: PageProps) {
  return <Saved asks="difference">{(saved) => <DifferenceEditor saved={saved} />}</Saved>;
}

function DifferenceEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const question = useQuestion(difference, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askDifference', question.asked as never);
  const error = (...at: string[]) => at.map((x) => errorAt(answer.error, x)).find((e) => e !== null) ?? null;
  const files = useFiles(answer.data, answer.of);
  return (
    <>
      <QuestionPage kind="difference" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={answer.data ? setName(answer.data.of, vocabulary.data, pick) : ''} ownErrors={(s) => own.test(s)} files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => difference.read(doc))} />}
        toolbar={<>
          <RangePicker whole={null} value={form.moments ?? form.range} onChange={(range) => change((f) => ({ ...f, range, moments: null }))} error={error('range', 'from', 'to')} />
          <WhoPicker value={form.who} onChange={(who) => change((f) => ({ ...f, who }))} error={error('who')} />
        </>}
        form={<Card title={t('set')}><div className="question-rows"><WhoPicker label={t('set')} value={form.of.text} everyone={t('choose')} onChange={(text) => change((f) => ({ ...f, of: { text, title: '' } }))} error={error('of')} /></div></Card>}>
        {(d) => <Result data={d} name={setName(d.of, vocabulary.data, pick)} />}
      </QuestionPage>
      <CellDrawer op="differencePeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

function Result({ data, name }: { data: Difference; name: string }) {
  const t = useStrings(strings), f = useFormat();
  const door = useCallback((what: (typeof rows)[number], text: string) => <CellDoor cell={cellOf(what)} n={peopleOf(data, what)} title={t('cellTitle', { name, what: t(what) })}>{text}</CellDoor>, [data, name, t]);
  if (data.from.people === 0 && data.to.people === 0) return <EmptyState kind="narrow" title={t('nobody')} />;
  const of = (n: number, all: number) => f.rate(all > 0 ? n / all : null);
  const sign = { from: '', entered: '+', left: '−', to: '' };
  return (
    <>
      <Card title={t('picture')} help={t('moments', { from: f.dateTime(data.from.as_of), to: f.dateTime(data.to.as_of) })}>
        <dl className="question-figures">
          {sides.map((s) => <div key={s}><dt>{t(s)}</dt><dd>{door(s, sign[s] + f.count(peopleOf(data, s)))} {s === 'to' && <small><Delta better="none" change={data.from.people > 0 ? (data.to.people - data.from.people) / data.from.people : null} /></small>}</dd></div>)}
        </dl>
        <Waterfall data={data} name={name} height={280} />
      </Card>
      <Card flush title={t('table')}>
        <Table dense rows={rows} rowKey={(r) => r} label={t('table')} columns={[
          { id: 'what', title: t('what'), cell: (r) => t(r) },
          { id: 'people', title: t('people'), align: 'right', cell: (r) => door(r, f.count(peopleOf(data, r))) },
          { id: 'from', title: t('ofFrom'), align: 'right', cell: (r) => (r === 'left' || r === 'stayed' ? of(peopleOf(data, r), data.from.people) : '') },
          { id: 'to', title: t('ofTo'), align: 'right', cell: (r) => (r === 'entered' || r === 'stayed' ? of(peopleOf(data, r), data.to.people) : '') },
          { id: 'everyone', title: t('ofEveryone'), align: 'right', wide: true, cell: (r) => (r === 'from' || r === 'to' ? of(data[r].people, data[r].everyone) : '') },
        ]} />
      </Card>
      {data.of.segment && <p className="question-aside">{t.node('recorded', { link: <Link href={`/segments/${encodeURIComponent(data.of.segment)}?tab=changes`}>{t('recordedLink')}</Link> })}</p>}
    </>
  );
}
