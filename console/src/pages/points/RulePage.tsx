import { App, Button, Input, Segmented, Tag } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { apiKey, useApi, useSend } from '@/api/hooks';
import type { ResourceDocument } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { isSlug, slugFrom } from '@/parts/people/slug';
import { Amount } from '@/parts/points/Amount';
import { useCurrencies } from '@/parts/points/useCurrencies';
import type { PageProps } from '../index';
import type { Doc } from './currency';
import { firstRule, jsonOf, parseJson, readRule, writeRule, type RuleForm } from './rule';
import { RuleFields } from './RuleFields';
import { RulePreview } from './RulePreview';
import { RuleStatus } from './RulesPage';
import { ruleStrings } from './ruleStrings';
import { SaveDiff } from './SaveDiff';
import { strings } from './strings';
import { useArchive } from './useArchive';
import { Versions } from './Versions';

const tabs = ['rule', 'code', 'preview', 'versions'] as const;
const schema = { tab: p.oneOf(tabs, 'rule') };
const refresh = ['listResources', 'documentVersions', 'listEarnRules'] as const;

/** The document as text: what is typed is the form's as soon as it can be read. */
function Code({ document, disabled, onChange }: { document: Doc; disabled: boolean; onChange: (d: Doc) => void }) {
  const t = useStrings(ruleStrings);
  const [text, setText] = useState<string | null>(null);
  const now = text ?? jsonOf(document), read = parseJson(now);
  return (
    <Card help={t('codeHelp')} className="points-json">
      <Input.TextArea aria-label={t('codeLabel')} spellCheck={false} autoSize={{ minRows: 16, maxRows: 40 }} value={now} disabled={disabled} status={'wrong' in read ? 'error' : ''} onBlur={() => { if (!('wrong' in read)) setText(null); }}
        onChange={(e) => { setText(e.target.value); const d = parseJson(e.target.value); if ('document' in d) onChange(d.document); }} />
      {'wrong' in read && <p className="field-note field-error" role="alert">{t('cannotShow', { why: read.wrong })}</p>}
    </Card>
  );
}

function Given({ slug }: { slug: string }) {
  const t = useStrings(ruleStrings), f = useFormat();
  const x = useApi('listEarnRules', {}).data?.items.find((r) => r.slug === slug);
  if (!x) return null;
  return (
    <Card><dl className="points-figures">
      <div><dt>{t('status')}</dt><dd className="rule-status"><RuleStatus x={x} /></dd></div>
      <div><dt>{t('granted')}</dt><dd><Amount v={x.granted} /></dd></div>
      <div><dt>{t('today')}</dt><dd><Amount v={x.granted_today} /></dd></div>
      <div><dt>{t('takenBack')}</dt><dd><Amount v={x.taken_back} /></dd></div>
      <div><dt>{t('wouldMatched')}</dt><dd className="num">{f.count(x.grants)}</dd></div>
      {x.budget_left !== null && <div><dt>{t('budget')}</dt><dd>{t('budgetLeft', { n: f.decimal(x.budget_left) })}</dd></div>}
    </dl></Card>
  );
}

function Editor({ doc, begin }: { doc: ResourceDocument | null; begin: RuleForm }) {
  const t = useStrings(ruleStrings), s = useStrings(strings), role = useStrings(roleNames), pick = usePick(), { message } = App.useApp();
  const { slug: workspace } = useWorkspace(), [, go] = useLocation(), client = useQueryClient();
  const may = useCan('operator'), currencies = useCurrencies();
  const [u, set] = useUrlState(schema);
  const kept = useMemo(() => (doc ? readRule(doc.document as Doc) : begin), [doc, begin]);
  const [draft, setDraft] = useState<RuleForm | null>(null);
  const [own, setOwn] = useState<string | null>(null), [tried, setTried] = useState(false);
  const [asking, ask] = useState<'diff' | 'archive' | null>(null);
  const f = draft ?? kept, written = useMemo(() => writeRule(f), [f]);
  const archived = doc?.status === 'archived', disabled = !may || archived;
  const dirty = draft !== null && JSON.stringify(written) !== JSON.stringify(writeRule(kept));
  const put = useSend('putDocument', refresh), away = useArchive('earn_rule');
  const latin = slugFrom(f.en || f.zh), slug = doc?.slug ?? own ?? (latin.startsWith('segment-') ? '' : latin);
  const name = doc ? pick(doc.title) || doc.slug : t('newRule');
  const denied = may ? null : s('needRole', { role: role('operator') });
  const blocked = denied ?? (doc && !dirty ? s('nothingToSave') : null);
  const review = () => { setTried(true); if (!blocked && isSlug(slug) && (f.zh.trim() || f.en.trim())) ask('diff'); };
  useHotkey('mod+s', s('save'), review, { inFields: true });
  const save = () => put.mutate({ kind: 'earn_rule', slug, ...written, $: doc ? { ifMatch: doc.version } : { ifNew: true } } as never, {
    onSuccess: (d) => { client.setQueryData(apiKey('getDocument', workspace, { kind: 'earn_rule', slug: d.slug }), d); setDraft(null); ask(null); void message.success(s('saved', { n: d.version })); if (!doc) go(`/points/rules/${d.slug}`); },
    onError: (e) => { if (e.status === 412) void message.error(doc ? s('savedElsewhere') : t('slugTaken')); },
  });
  return (
    <Page back="/points/rules" title={name}
      status={doc && <><Tag variant="filled">v{doc.version}</Tag>{archived && <Tag variant="filled">{t('archived')}</Tag>}{dirty && <Tag variant="filled" color="warning">{s('changedTag')}</Tag>}</>}
      actions={archived ? <ActionButton type="primary" reason={denied} loading={away.restoring} onClick={() => away.restore(doc.slug)}>{s('restore')}</ActionButton> : <>
        {doc && <ActionButton reason={denied} onClick={() => ask('archive')}>{s('archive')}</ActionButton>}
        {dirty && <Button onClick={() => setDraft(null)}>{s('discard')}</Button>}
        <ActionButton type="primary" reason={blocked} onClick={review}>{s('save')}</ActionButton>
      </>}
      toolbar={<Segmented aria-label={t('views')} value={u.tab} onChange={(v) => set({ tab: v as typeof u.tab }, { push: true })} options={tabs.filter((x) => doc || x !== 'versions').map((x) => ({ value: x, label: t(({ rule: 'tabRule', code: 'tabCode', preview: 'tabPreview', versions: 'tabVersions' } as const)[x]) }))} />}>
      {u.tab === 'rule' && <>
        {doc && <Given slug={doc.slug} />}
        <RuleFields f={f} put={(x) => setDraft({ ...f, ...x })} disabled={disabled} tried={tried} currencies={currencies}
          slug={doc ? undefined : <Field label={t('slug')} help={t('slugHelp')} error={tried && !isSlug(slug) && t('slugHelp')}><Input value={slug} maxLength={64} onChange={(e) => setOwn(e.target.value)} /></Field>} />
      </>}
      {u.tab === 'code' && <Code document={written} disabled={disabled} onChange={(d) => setDraft(readRule(d))} />}
      {u.tab === 'preview' && <RulePreview document={written} currency={f.currency} />}
      {u.tab === 'versions' && doc && <Versions kind="earn_rule" slug={doc.slug} version={doc.version} disabled={disabled} onLoad={(d) => { setDraft(readRule(d)); set({ tab: 'rule' }, { push: true }); }} />}
      {asking === 'diff' && <SaveDiff kind="earn_rule" slug={slug} document={written} busy={put.isPending} error={put.error} onSave={save} onClose={() => { put.reset(); ask(null); }} />}
      {doc && <ConfirmReach open={asking === 'archive'} danger title={s('archiveTitle', { name })} confirm={s('archive')} busy={away.archiving} error={away.error} consequences={[t('archiveStops'), t('archiveKeeps'), s('archiveBack')]}
        onConfirm={() => away.archive(doc.slug, name, () => ask(null))} onCancel={() => { away.reset(); ask(null); }} />}
    </Page>
  );
}

/** A rule, or a new one that already gives a point for each unit of money. */
export default function RulePage({ params }: PageProps) {
  const t = useStrings(ruleStrings), slug = params.slug;
  const currencies = useCurrencies();
  const q = useApi('getDocument', { kind: 'earn_rule', slug: slug ?? '' }, { enabled: slug !== undefined, keep: false });
  const first = currencies.options[0]?.value ?? '';
  const begin = useMemo(() => firstRule(first), [first]);
  if (slug === undefined && currencies.query.isSuccess) return <Editor key="new" doc={null} begin={begin} />;
  if (slug !== undefined && q.data) return <Editor key={slug} doc={q.data} begin={begin} />;
  return <Page back="/points/rules" title={t('title')}>{slug === undefined ? (currencies.query.isError ? <Problem error={currencies.query.error} /> : null) : <Await query={q} shape="page">{() => null}</Await>}</Page>;
}
