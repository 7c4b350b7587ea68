import { App, Button, Input, Segmented, Tag } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { apiKey, useApi, useApiPages, useSend } from '@/api/hooks';
import type { ResourceDocument } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useCan, useWorkspace } from '@/hooks/workspace';
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
import { ActDialog } from '@/parts/points/ActDialog';
import { Amount } from '@/parts/points/Amount';
import { PersonSelect } from '@/parts/points/PersonSelect';
import { accountHref } from '@/parts/points/who';
import type { PageProps } from '../index';
import { emptyCurrency, readCurrency, writeCurrency, type CurrencyForm as Form, type Doc } from './currency';
import { CurrencyForm } from './CurrencyForm';
import { Figures } from './Figures';
import { SaveDiff } from './SaveDiff';
import { strings } from './strings';
import { totalsOf } from './totals';
import { TransactionsCard } from './TransactionsCard';
import { useArchive } from './useArchive';
import { Versions } from './Versions';

const tabs = ['overview', 'settings', 'versions'] as const;
/** Where what names a currency is, and what it is called. */
const userAt: Record<string, string> = { earn_rule: '/points/rules/', task: '/tasks/task/', check_in: '/tasks/check_in/', draw: '/draws/', mall_item: '/mall/', leaderboard: '/leaderboards/' };
const userKinds = ['earn_rule', 'programme', 'task', 'check_in', 'badge', 'draw', 'mall_item', 'leaderboard'] as const;
const kindWord = (t: (key: `kindOf_${(typeof userKinds)[number]}`) => string, kind: string): string => { const known = userKinds.find((k) => k === kind); return known ? t(`kindOf_${known}`) : kind; };
const schema = { tab: p.oneOf(tabs, 'overview'), txn: p.maybe() };
const refresh = ['listResources', 'documentVersions'] as const;
const same = (a: Doc, b: Doc): boolean => JSON.stringify(a) === JSON.stringify(b);

function NewCurrency() {
  const t = useStrings(strings), { message } = App.useApp(), [, go] = useLocation();
  const [form, setForm] = useState<Form>(emptyCurrency);
  const [own, setOwn] = useState<string | null>(null), [tried, setTried] = useState(false);
  const put = useSend('putDocument', refresh);
  const latin = slugFrom(form.en || form.zh), slug = own ?? (latin.startsWith('segment-') ? '' : latin);
  const taken = put.error?.status === 412;
  const save = () => {
    setTried(true);
    if ((!form.zh.trim() && !form.en.trim()) || !isSlug(slug)) return;
    put.mutate({ kind: 'currency', slug, ...writeCurrency(form), $: { ifNew: true } } as never, { onSuccess: (d) => { void message.success(t('created')); go(`/points/currencies/${d.slug}`); } });
  };
  useHotkey('mod+s', t('save'), save, { inFields: true });
  return (
    <Page back="/points" title={t('newCurrency')} actions={<Button type="primary" loading={put.isPending} onClick={save}>{t('create')}</Button>}>
      {put.isError && !taken && <Problem inline error={put.error} />}
      <CurrencyForm form={form} onChange={(x) => setForm({ ...form, ...x })} disabled={false} fixed={false} tried={tried}
        slug={<Field label={t('slug')} help={t('slugHelp')} error={taken ? t('slugTaken') : tried && !isSlug(slug) && t('slugHelp')}><Input value={slug} maxLength={64} onChange={(e) => setOwn(e.target.value)} /></Field>} />
    </Page>
  );
}

function Overview({ doc }: { doc: ResourceDocument }) {
  const t = useStrings(strings), [, go] = useLocation(), sees = useCan('analyst');
  const totals = useApi('ledgerTotals', {});
  const list = useApiPages('listTransactions', { currency: doc.slug, limit: 20 }, { live: true, enabled: sees });
  const [s, set] = useUrlState(schema);
  const worth = doc.document.worth === undefined ? null : Number(doc.document.worth);
  return (<>
    <Await query={totals} shape="cards">{(d) => {
      const own = d.items.find((x) => x.currency === doc.slug);
      return <Card>{own ? <Figures totals={totalsOf(own)} currency={doc.slug} worth={worth} /> : <p className="muted">{t('noneYet')}</p>}</Card>;
    }}</Await>
    {sees && <Card title={t('findPerson')} help={t('findPersonHelp')}><div className="points-find"><PersonSelect aria-label={t('findPerson')} value={null} onChange={(v) => v && go(accountHref(v.id, doc.slug))} /></div></Card>}
    {sees && <TransactionsCard title={t('newest')} list={list} hideCurrency txn={s.txn} onTxn={(txn) => set({ txn }, { push: txn !== null })} short
      extra={<Link href={`/points/ledger?currency=${encodeURIComponent(doc.slug)}`}>{t('allInLedger')}</Link>} />}
  </>);
}

function OneCurrency({ doc }: { doc: ResourceDocument }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick(), { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const may = useCan('operator');
  const [s, set] = useUrlState(schema);
  const totals = useApi('ledgerTotals', {});
  const kept = useMemo(() => readCurrency(doc.document as Doc), [doc]);
  const [draft, setDraft] = useState<Form | null>(null);
  const [asking, ask] = useState<'diff' | 'archive' | 'grant' | null>(null);
  const form = draft ?? kept, archived = doc.status === 'archived';
  const written = useMemo(() => writeCurrency(form), [form]);
  const dirty = draft !== null && !same(written, writeCurrency(kept));
  const put = useSend('putDocument', refresh);
  const away = useArchive('currency');
  const name = pick(doc.title) || doc.slug;
  const own = totals.data?.items.find((x) => x.currency === doc.slug);
  const denied = may ? null : t('needRole', { role: role('operator') });
  const blocked = denied ?? (dirty ? null : t('nothingToSave'));
  const review = () => { if (!blocked) ask('diff'); };
  useHotkey('mod+s', t('save'), review, { inFields: true });
  const save = () => put.mutate({ kind: 'currency', slug: doc.slug, ...written, $: { ifMatch: doc.version } } as never, {
    onSuccess: (d) => { client.setQueryData(apiKey('getDocument', workspace, { kind: 'currency', slug: doc.slug }), d); setDraft(null); ask(null); void message.success(t('saved', { n: d.version })); },
    onError: (e) => { if (e.status === 412) void message.error(t('savedElsewhere')); },
  });
  const users = doc.used_by.map((u) => pick(u.title) || u.slug).join('、');
  return (
    <Page back="/points" title={name}
      status={<><Tag variant="filled">v{doc.version}</Tag>{archived && <Tag variant="filled">{t('archivedTag')}</Tag>}{dirty && <Tag variant="filled" color="warning">{t('changedTag')}</Tag>}</>}
      actions={archived ? <ActionButton type="primary" reason={denied} loading={away.restoring} onClick={() => away.restore(doc.slug)}>{t('restore')}</ActionButton> : s.tab === 'overview' ? <>
        <ActionButton reason={denied} onClick={() => ask('archive')}>{t('archive')}</ActionButton>
        <ActionButton type="primary" reason={denied} onClick={() => ask('grant')}>{t('grant')}</ActionButton>
      </> : <>
        {dirty && <Button onClick={() => setDraft(null)}>{t('discard')}</Button>}
        <ActionButton type="primary" reason={blocked} onClick={review}>{t('save')}</ActionButton>
      </>}
      toolbar={<Segmented aria-label={name} value={s.tab} onChange={(v) => set({ tab: v as typeof s.tab }, { push: true })} options={[{ value: 'overview', label: t('tabOverview') }, { value: 'settings', label: t('tabSettings') }, { value: 'versions', label: t('tabVersions') }]} />}>
      {archived && <p className="points-banner">{t('archivedNote')}</p>}
      {s.tab === 'overview' && <Overview doc={doc} />}
      {s.tab === 'settings' && <>
        <CurrencyForm form={form} onChange={(x) => setDraft({ ...form, ...x })} disabled={!may || archived} fixed={own !== undefined} tried />
        {doc.used_by.length > 0 && <Card title={t('usedBy')}><ul className="points-users">{doc.used_by.map((u) => <li key={u.kind + u.slug}>{userAt[u.kind] ? <Link href={`${userAt[u.kind]}${encodeURIComponent(u.slug)}`}>{pick(u.title) || u.slug}</Link> : pick(u.title) || u.slug} <span className="muted">{kindWord(t, u.kind)}</span></li>)}</ul></Card>}
      </>}
      {s.tab === 'versions' && <Versions kind="currency" slug={doc.slug} version={doc.version} disabled={!may || archived} onLoad={(d) => { setDraft(readCurrency(d)); set({ tab: 'settings' }, { push: true }); }} />}
      {asking === 'diff' && <SaveDiff kind="currency" slug={doc.slug} document={written} busy={put.isPending} error={put.error} onSave={save} onClose={() => { put.reset(); ask(null); }} />}
      {asking === 'grant' && <ActDialog act="grant" currency={doc.slug} onClose={() => ask(null)} />}
      <ConfirmReach open={asking === 'archive'} danger title={t('archiveTitle', { name })} confirm={t('archive')} busy={away.archiving} error={away.error} blocked={doc.used_by.length > 0}
        consequences={[...(doc.used_by.length > 0 ? [t('archiveUsed', { names: users })] : []), ...(own ? [t.node('archiveOutstanding', { n: <Amount v={totalsOf(own).outstanding} /> })] : []), t('archiveNoMore'), t('archiveBack')]}
        onConfirm={() => away.archive(doc.slug, name, () => ask(null))} onCancel={() => { away.reset(); ask(null); }} />
    </Page>
  );
}

/** A currency: what became of it, what it says, what it said before; or a new one. */
export default function CurrencyPage({ params }: PageProps) {
  const t = useStrings(strings), slug = params.slug;
  const q = useApi('getDocument', { kind: 'currency', slug: slug ?? '' }, { enabled: slug !== undefined, keep: false });
  if (slug === undefined) return <NewCurrency />;
  if (q.data) return <OneCurrency key={slug} doc={q.data} />;
  return <Page back="/points" title={t('title')}><Await query={q} shape="page">{() => null}</Await></Page>;
}
