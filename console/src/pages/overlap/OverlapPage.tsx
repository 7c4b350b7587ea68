import { Button, Segmented } from 'antd';
import { useCallback, useState } from 'react';
import type { Overlap } from '@/api/types';
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
import { Saved, type SavedQuestion } from '@/parts/question/Saved';
import { errorAt, useAnswer } from '@/parts/question/useAnswer';
import { useQuestion } from '@/parts/question/useQuestion';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { Table } from '@/parts/table/Table';
import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { newSet, overlap, SETS_MAX, type OverlapForm } from './doc';
import { examples } from './examples';
import { MatrixTable, shows, type Show } from './MatrixTable';
import { namesOf } from './names';
import { strings } from './strings';
import { useFiles } from './useFiles';

const own = /^(who|sets\[\d+\])(?:[.[].*)?$/;

/** How many people do sets share? */
export default function OverlapPage(_: PageProps) {
  return <Saved asks="overlap">{(saved) => <OverlapEditor saved={saved} />}</Saved>;
}

function OverlapEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const question = useQuestion(overlap, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askOverlap', question.asked as never);
  const files = useFiles(answer.data, answer.of);
  const suggested = answer.data ? namesOf(answer.data, vocabulary.data, pick).slice(0, 3).join(' ∩ ') : '';
  return (
    <>
      <QuestionPage kind="overlap" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={suggested} ownErrors={(s) => own.test(s)} files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => overlap.read(doc))} />}
        toolbar={<WhoPicker value={form.who} onChange={(who) => change((f) => ({ ...f, who }))} error={errorAt(answer.error, 'who')} />}
        form={<Sets form={form} change={change} error={answer.error} />}>
        {(d) => <Result data={d} names={namesOf(d, vocabulary.data, pick)} />}
      </QuestionPage>
      <CellDrawer op="overlapPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

function Sets({ form, change, error }: { form: OverlapForm; change: (f: (x: OverlapForm) => OverlapForm) => void; error: Parameters<typeof errorAt>[0] }) {
  const t = useStrings(strings);
  const asked = form.sets.filter((s) => s.text.trim() !== '');
  const put = useCallback((key: string, text: string) => change((f) => ({ ...f, sets: f.sets.map((s) => (s.key === key ? { ...s, text, title: '' } : s)) })), [change]);
  return (
    <Card title={t('sets')}>
      <div className="overlap-sets">
        {form.sets.map((s, i) => (
          <div key={s.key} className="overlap-set" role="group" aria-label={t('set', { n: i + 1 })}>
            <span>{t('set', { n: i + 1 })}</span>
            <WhoPicker value={s.text} everyone={t('choose')} onChange={(text) => put(s.key, text)} error={s.text.trim() === '' ? null : errorAt(error, `sets[${asked.indexOf(s)}]`)} />
            <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove', { n: i + 1 })} title={form.sets.length > 2 ? t('remove', { n: i + 1 }) : t('needTwo')} disabled={form.sets.length <= 2} onClick={() => change((f) => ({ ...f, sets: f.sets.filter((x) => x.key !== s.key) }))} />
          </div>
        ))}
        {form.sets.length < SETS_MAX && <Button icon={<PlusOutlined />} onClick={() => change((f) => ({ ...f, sets: [...f.sets, newSet()] }))}>{t('add')}</Button>}
      </div>
    </Card>
  );
}

function Result({ data, names }: { data: Overlap; names: readonly string[] }) {
  const t = useStrings(strings), f = useFormat();
  const [show, setShow] = useState<Show>('share');
  if (data.combinations.length === 0) return <EmptyState kind="narrow" title={t('nobody')} />;
  const nameOf = (sets: readonly number[]) => sets.map((n) => names[n - 1] ?? '').join(' + ');
  const cellOf = (sets: readonly number[]) => ({ in: sets, out: names.map((_, i) => i + 1).filter((n) => !sets.includes(n)) });
  return (
    <>
      <Card title={t('matrix')} extra={<Segmented<Show> size="small" aria-label={t('show')} value={show} onChange={setShow} options={shows.map((value) => ({ value, label: t(value) }))} />}>
        <p className="muted">{t('matrixHelp')}</p>
        <MatrixTable data={data} names={names} show={show} />
      </Card>
      <Card flush title={t('combinations')}>
        <Table dense maxHeight={480} rows={data.combinations} rowKey={(c) => c.sets.join('-')} label={t('combinations')} columns={[
          { id: 'sets', title: t('just'), cell: (c) => nameOf(c.sets) },
          { id: 'people', title: t('people'), align: 'right', sort: (c) => c.people, cell: (c) => <CellDoor cell={cellOf(c.sets)} n={c.people} title={nameOf(c.sets)}>{f.count(c.people)}</CellDoor> },
          { id: 'share', title: t('ofAll'), align: 'right', cell: (c) => f.rate(data.everyone > 0 ? c.people / data.everyone : null) },
        ]} />
        {data.combinations_more > 0 && <p className="muted">{t('more', { n: data.combinations_more })}</p>}
      </Card>
    </>
  );
}
