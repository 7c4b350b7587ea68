import { Segmented } from 'antd';
import { useCallback, useState } from 'react';
import type { Attribution, AttributionChannel } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
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
import { Table, type Column } from '@/parts/table/Table';
import { attribution, type AttributionForm } from './doc';
import { examples } from './examples';
import { Form } from './Form';
import { heightOf, pictureOf, shows, type Show } from './picture';
import { Spread } from './Spread';
import { strings } from './strings';
import { cellOf, useChannelDoor } from './useChannelDoor';
import { useChannelName } from './useChannelName';
import { useFiles } from './useFiles';
import { useWorth, type Worth } from './useWorth';

const own = /^(conversion|touch|by|value|within|weights|half_life|direct|who|range)(?:[.[].*)?$/;

/** Which touches share in conversions? */
export default function AttributionPage(_: PageProps) {
  return <Saved asks="attribution">{(saved) => <AttributionEditor saved={saved} />}</Saved>;
}

function AttributionEditor({ saved }: { saved: SavedQuestion | null }) {
  const t = useStrings(strings), q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const question = useQuestion(attribution, saved?.question ?? null);
  const { form, change } = question;
  const answer = useAnswer('askAttribution', question.asked as never);
  const put = useCallback((patch: Partial<AttributionForm>, merge: string | null = null) => change((f) => ({ ...f, ...patch }), merge), [change]);
  const { nameOf, modelName } = useChannelName();
  const files = useFiles(answer.data, answer.of);
  const worth = useWorth(answer.of);
  const title = (s: string) => selectorTitle(s, vocabulary.data, pick, q('anything'));
  return (
    <>
      <QuestionPage kind="attribution" title={t('title')} lead={t('lead')} question={question} answer={answer} saved={saved} suggested={form.touch && form.conversion ? `${title(form.touch)} → ${title(form.conversion)}` : ''} ownErrors={(s) => own.test(s)}
        files={files}
        begin={<Begin examples={examples} onUse={(doc) => change(() => attribution.read(doc))} />}
        toolbar={<>
          <RangePicker value={form.range} onChange={(range) => put({ range })} error={errorAt(answer.error, 'range')} />
          <WhoPicker value={form.who} onChange={(who) => put({ who })} error={errorAt(answer.error, 'who')} />
        </>}
        form={<Form form={form} put={put} error={answer.error} />}>
        {(d) => <Result data={d} worth={worth} nameOf={nameOf} modelName={modelName} />}
      </QuestionPage>
      <CellDrawer op="attributionPeople" question={answer.of} asOf={answer.data?.as_of} />
    </>
  );
}

function Result({ data, worth, nameOf, modelName }: { data: Attribution; worth: Worth; nameOf: (c: AttributionChannel) => string; modelName: (m: string) => string }) {
  const t = useStrings(strings), f = useFormat();
  const [wish, setShow] = useState<Show>('share');
  const show = wish === 'value' && !worth.summed ? 'share' : wish;
  const words = { share: worth.share, conversions: t('conversions'), value: worth.name };
  const axis = words[show];
  const option = useCallback((c: ChartContext) => pictureOf(data, show, { worth, nameOf, modelName, axis }, c), [data, show, worth, nameOf, modelName, axis]);
  const click = useChannelDoor(data, nameOf, modelName);
  if (data.all.conversions === 0) return <EmptyState kind="narrow" title={t('nobody')} />;
  const number = (c: AttributionChannel, what: 'touched' | 'assisted' | 'touches', n: number) => <CellDoor cell={{ ...cellOf(c), what }} n={n} title={t(`${what}Title`, { channel: nameOf(c) })}>{f.count(n)}</CellDoor>;
  const inWords = f.lang === 'en' ? worth.share.charAt(0).toLowerCase() + worth.share.slice(1) : worth.share;
  // The door is the conversions', which are people's; with a value they stand below it.
  const credit = (c: AttributionChannel, m: string, i: number) => {
    const x = c.models[i], n = Number(x?.conversions ?? 0);
    const door = <CellDoor cell={{ ...cellOf(c), ...(c.kind === 'none' ? {} : { what: 'credit', model: m }) }} n={n} title={t('creditTitle', { channel: nameOf(c), model: modelName(m) })}>{worth.summed ? worth.conversions(x?.conversions) : f.real(x?.conversions)}</CellDoor>;
    const share = <span className="muted" title={worth.share}>{f.rate(x?.share)}</span>;
    return worth.summed ? <>{worth.text(x?.value)} {share}<div className="attribution-under">{door}</div></> : <>{door} {share}</>;
  };
  return (
    <>
      <Card title={t('picture')} extra={<Segmented size="small" aria-label={t('show')} value={show} onChange={(v) => setShow(v)} options={shows.filter((s) => worth.summed || s !== 'value').map((s) => ({ value: s, label: words[s] }))} />}>
        <dl className="question-figures">
          <div><dt>{t('conversions')}</dt><dd><CellDoor cell={{}} n={data.all.conversions} title={t('conversions')}>{f.count(data.all.conversions)}</CellDoor></dd></div>
          {worth.summed && <div><dt>{worth.name}</dt><dd>{worth.text(data.all.value)}</dd></div>}
          <div><dt>{t('withTouch')}</dt><dd>{f.count(data.all.touched)} <small>{f.rate(data.all.touched / data.all.conversions)}</small></dd></div>
          <div><dt>{t('people')}</dt><dd>{f.count(data.all.people)}</dd></div>
          {data.seconds !== null && <div><dt>{t('medianTime')}</dt><dd>{f.seconds(data.seconds)}</dd></div>}
        </dl>
        <Chart option={option} height={heightOf(data)} onClick={click} label={t('pictureLabel', { n: data.models.length })} table={{ columns: [{ title: t('channelName') }, ...data.models.map((m) => ({ title: `${modelName(m)} · ${axis}`, align: 'right' as const }))], rows: data.channels.map((c) => [nameOf(c), ...c.models.map((m) => (show === 'share' ? f.rate(m.share) : show === 'value' ? worth.text(m.value) : f.real(m.conversions)))]) }} />
      </Card>
      <Card flush title={t('table')} help={worth.summed ? t('inCells', { worth: worth.name, share: inWords }) : t('inCellsEach', { share: inWords })}>
        <Table<AttributionChannel> dense rows={data.channels} rowKey={(c) => `${c.kind}:${c.label ?? ''}${c.label === null}`} label={t('table')} columns={[
          { id: 'channel', title: t('channelName'), className: 'attribution-channel', cell: nameOf, sort: nameOf },
          { id: 'touches', title: t('touches'), align: 'right', wide: true, sort: (c) => c.touches, cell: (c) => (c.kind === 'none' ? '' : number(c, 'touches', c.touches)) },
          { id: 'touched', title: t('touched'), align: 'right', wide: true, sort: (c) => c.touched, cell: (c) => (c.kind === 'none' ? '' : number(c, 'touched', c.touched)) },
          { id: 'assisted', title: t('assisted'), align: 'right', wide: true, sort: (c) => c.assisted, cell: (c) => (c.kind === 'none' ? '' : number(c, 'assisted', c.assisted)) },
          ...data.models.map((m, i): Column<AttributionChannel> => ({ id: m, title: <span>{modelName(m)}<small className="attribution-of">{worth.share}</small></span>, label: modelName(m), align: 'right', className: 'attribution-cell', sort: (c) => Number(c.models[i]?.share ?? 0), cell: (c) => credit(c, m, i) })),
        ]} foot={<tr><td>{t('total')}</td><td className="table-wide" colSpan={3} />{data.models.map((m) => <td key={m} className="table-right num">{worth.summed && <>{worth.text(data.all.value)}<br /></>}{worth.summed ? <span className="muted">{worth.conversions(String(data.all.conversions))}</span> : f.count(data.all.conversions)}</td>)}</tr>} />
      </Card>
      <div className="attribution-two"><Spread kind="length" data={data} /><Spread kind="lag" data={data} /></div>
    </>
  );
}
