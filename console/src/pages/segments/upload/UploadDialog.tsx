import { App, Button, Checkbox, Input, Select } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { writeName } from '@/parts/code/scan';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { identities } from '@/parts/people/identities';
import { ofList } from '@/parts/question/collect';
import { DropZone } from '@/parts/upload/DropZone';
import { isSlug, slugFor } from '../editor/slug';
import { strings as segmentStrings } from '../strings';
import { readTable } from './csv';
import { strings } from './strings';
import { useMake } from './useMake';
import { FILE_MAX, useSource } from './useSource';
import { guessColumn, guessHeading, guessTarget, LIST_BYTES_MAX, pickValues, tableOf, VALUE_BYTES_MAX, VALUES_MAX, type Target } from './values';
import './upload.css';

const PREVIEW = 5;
const keyOf = (t: Target): string => (t.kind === 'any' ? 'any' : `${t.kind}:${t.name}`);
const expressionOf = (t: Target, slug: string): string => (t.kind === 'any' ? ofList(slug) : `${writeName(t.name)} in list("${slug}")`);

/** What the reader chose; what is not chosen is guessed from the file. */
interface Choice { heading?: boolean; column?: number; target?: Target }

/** A list of people from a file or pasted, and the segment of those on it. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const t = useStrings(strings), s = useStrings(segmentStrings), pick = usePick(), f = useFormat();
  const { notification } = App.useApp();
  const [, go] = useLocation();
  const { file, refused, take, drop } = useSource();
  const [pasted, setPasted] = useState('');
  const [choice, choose] = useState<Choice>({});
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? file?.name.replace(/\.[^.]*$/, '').slice(0, 120) ?? '';
  const [own, setOwn] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const { make, busy, taken, half, error } = useMake();
  const vocabulary = useVocabulary();
  const known = useApi('listSegments', { sizes: false }), gone = useApi('listSegments', { sizes: false, status: 'archived' }), lists = useApi('listResources', { kind: 'list' });

  const text = useDeferredValue(file?.text ?? pasted);
  const rows = useMemo(() => readTable(text), [text]);
  const heading = choice.heading ?? guessHeading(rows);
  const table = useMemo(() => tableOf(rows, heading), [rows, heading]);
  const column = choice.column !== undefined && choice.column < table.columns ? choice.column : guessColumn(table);
  const attributes = useMemo(() => (vocabulary.data?.attributes ?? []).filter((a) => (a.types.includes('text') || a.types.length === 0) && !identities.some((i) => i.name === a.name)), [vocabulary.data]);
  const target = useMemo(() => choice.target ?? guessTarget(table, column, attributes.map((a) => ({ name: a.name, words: [a.title.zh, a.title.en].filter((w) => w !== '') }))), [choice.target, table, column, attributes]);
  const lower = target.kind === 'identity' && target.name === 'email';
  const picked = useMemo(() => pickValues(table, column, lower), [table, column, lower]);

  const used = [...(known.data?.items ?? []), ...(gone.data?.items ?? []), ...(lists.data?.items ?? [])].map((x) => x.slug);
  const title = name.trim();
  const slug = own ?? slugFor({ zh: title, en: title }, half ? [] : used);
  // The list of a try that went half way is ours.
  const isTaken = taken === slug || (!half && used.includes(slug));
  const some = text.trim() !== '', n = picked.values.length;
  const wrong = !some ? t('nothing') : n === 0 ? t('noValues') : n > VALUES_MAX ? t('tooMany', { n, max: VALUES_MAX }) : picked.bytes > LIST_BYTES_MAX ? t('tooLarge', { size: f.bytes(picked.bytes), max: f.bytes(LIST_BYTES_MAX) }) : null;
  const blocks = n > VALUES_MAX || picked.bytes > LIST_BYTES_MAX;

  const onFiles = (files: File[]) => void take(files).then((x) => {
    if (x) choose({});
  });
  const submit = async () => {
    setTried(true);
    if (wrong || !title || !isSlug(slug) || isTaken || busy) return;
    const made = await make({ slug, title, values: picked.values, expression: expressionOf(target, slug) });
    if (!made) return;
    const { people } = made;
    onClose();
    go(`/segments/${slug}`);
    const words = people === null ? t('saved', { name: title }) : t(target.kind === 'attribute' ? 'doneAttribute' : 'done', { name: title, n: people, all: n });
    notification[people === 0 ? 'warning' : 'success']({ key: slug, duration: 15, title: words, ...(people === 0 ? { description: t('doneNobody') } : people !== null && people < n ? { description: t('doneHelp') } : {}) });
  };

  const columns = Array.from({ length: table.columns }, (_, i) => {
    const title = table.heading?.[i] || t('columnN', { n: i + 1 }), first = table.rows.find((r) => (r[i] ?? '').trim() !== '')?.[i]?.trim() ?? '';
    return { value: i, label: first ? `${title} · ${first.slice(0, 40)}` : title };
  });
  const targets = [
    { value: 'any', label: t('any'), target: { kind: 'any' } as Target },
    { label: t('identities'), options: identities.map((i) => ({ value: `identity:${i.name}`, label: pick(i), target: { kind: 'identity', name: i.name } as Target })) },
    ...(attributes.length ? [{ label: t('attributes'), options: attributes.map((a) => ({ value: `attribute:${a.name}`, label: pick(a.title) || a.name, target: { kind: 'attribute', name: a.name } as Target })) }] : []),
  ];
  const figures: [string, number][] = [[t('lines'), picked.lines], [t('blank'), picked.blank], [t('duplicates'), picked.duplicates], ...(picked.long ? [[t('long'), picked.long] as [string, number]] : []), [t('values'), n]];
  return (
    <FormModal title={t('title')} submit={t('save')} busy={busy} error={error ?? undefined} holds={[file?.name ?? null, pasted.length, typed, own]} onSubmit={() => void submit()} onClose={onClose}>
      <p className="upload-lead muted">{t('lead')}</p>
      {file ? (
        <div className="field">
          <span className="field-label">{t('file')}</span>
          <div className="form-row"><strong className="upload-file">{file.name}</strong><span className="muted num">{f.bytes(file.size)} · {file.encoding}</span><Button size="small" onClick={() => { drop(); choose({}); }}>{t('another')}</Button></div>
          {file.encoding !== 'UTF-8' && <p className="upload-note" role="note">{t('encodingGuessed', { encoding: file.encoding })}</p>}
        </div>
      ) : <>
        <DropZone small onFiles={onFiles} help={t('accepts', { n: VALUES_MAX })} accept=".csv,.tsv,.txt,text/plain,text/csv" />
        {refused && <span className="field-note field-error" role="alert">{t(refused.why, { name: refused.name, size: f.bytes(refused.size), max: f.bytes(FILE_MAX) })}</span>}
        <Field label={t('paste')} error={tried && !some && t('nothing')}><Input.TextArea value={pasted} onChange={(e) => setPasted(e.target.value)} placeholder={t('pasteHint')} autoSize={{ minRows: 3, maxRows: 6 }} spellCheck={false} /></Field>
      </>}
      {some && <>
        <Checkbox checked={heading} onChange={(e) => choose({ ...choice, heading: e.target.checked })}>{t('heading')}</Checkbox>
        {table.columns > 1 && <Field label={t('column')}><Select value={column} onChange={(c: number) => choose({ heading, column: c })} options={columns} /></Field>}
        <Field label={t('target')} help={t(target.kind === 'identity' && (target.name === 'phone' || target.name === 'email') ? 'anyForm' : 'targetHelp')}><Select value={keyOf(target)} options={targets} showSearch={{ optionFilterProp: 'label' }} onChange={(_, o) => { const x = (o as { target?: Target }).target; if (x) choose({ ...choice, target: x }); }} /></Field>
        <div className="upload-read">
          <dl className="upload-figures">{figures.map(([label, value]) => <div key={label}><dt>{label}</dt><dd className="num">{f.count(value)}</dd></div>)}</dl>
          {n > 0 && <><span className="field-label">{t('preview', { n: Math.min(PREVIEW, n) })}</span><ol className="upload-preview">{picked.values.slice(0, PREVIEW).map((v) => <li key={v}>{v}</li>)}</ol></>}
          {picked.long > 0 && <span className="field-note">{t('longHelp', { n: VALUE_BYTES_MAX })}</span>}
        </div>
        {picked.shortened > 0 && <p className="upload-note" role="note">{t('shortened', { n: picked.shortened })}</p>}
        {wrong && (blocks || tried || n === 0) && <span className="field-note field-error" role="alert">{wrong}</span>}
        <Field label={t('name')} help={t('nameHelp')} error={tried && !title && s('nameMissing')}><Input value={name} maxLength={120} onChange={(e) => setTyped(e.target.value)} /></Field>
        <Field label={s('slug')} help={s('slugHelp')} error={isTaken ? t('slugTaken') : tried && !isSlug(slug) && s('slugBad')}><Input value={slug} maxLength={64} spellCheck={false} autoComplete="off" onChange={(e) => setOwn(e.target.value)} /></Field>
        {half && <p className="upload-note" role="alert">{t('halfDone', { name: title })}</p>}
      </>}
    </FormModal>
  );
}
