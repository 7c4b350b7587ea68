import { RedoOutlined, UndoOutlined } from '@/theme/icons';
import { Alert, App, Button, Segmented, Tag } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { apiKey, useApi, useSend } from '@/api/hooks';
import type { ResourceDocument } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { useLeave } from '@/parts/leave/useLeave';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Naming } from '@/parts/question/SaveQuestion';
import { textOf, titleOf, type Doc } from './doc';
import { Form } from './Form';
import { History } from './History';
import { activeOf, reachOf } from './reach';
import { Reading } from './Reading';
import { strings } from './strings';
import { useCheck, type Checked } from '@/parts/docs/useCheck';
import { useDraft } from '@/parts/docs/useDraft';
import './members.css';

const CodeView = lazy(() => import('@/parts/docs/CodeView'));
const tabs = ['form', 'code', 'versions'] as const;
const NEW = 'new-programme';
export interface EditorProps { saved: ResourceDocument | null; base: Doc; /** Of a new one: what it began as, so that drafts of others do not replace it. */ from?: string }

function Verdict({ checked, text }: { checked: Checked; text: boolean }) {
  const t = useStrings(strings);
  const m = checked.mistake;
  if (checked.error) return <Problem inline error={checked.error} />;
  if (!m) return <p className="prg-verdict muted" role="status">{t(checked.pending ? 'checking' : 'fine')}</p>;
  return <Alert type="error" showIcon title={t('problem')} description={<>{m.detail} {m.hint}{text && m.line > 0 && <> <span className="num">({t('goThere', { n: m.line })})</span></>}</>} />;
}

/** A programme being edited: its form or its text, what it says, and what saving would do to its members. */
export function Editor({ saved, base, from = '' }: EditorProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [s, set] = useUrlState({ tab: p.oneOf(tabs, 'form') });
  const [asking, setAsking] = useState<'name' | 'reach' | null>(null);
  const slug = saved?.slug ?? NEW;
  const draft = useDraft<Doc>('programme', saved ? slug : `${slug}.${from}`, saved?.version ?? 0, base);
  const leave = useLeave(draft.dirty, draft.drop);
  const text = draft.text ?? textOf(slug, draft.doc);
  const checked = useCheck(text, may);
  const mistake = checked.mistake ?? (draft.text !== null ? { detail: t('notJson'), hint: '', line: 0, column: 0, path: '' } : null);
  const counts = useApi('countMembers', { slug }, { enabled: saved !== null, live: false });
  const members = activeOf(counts.data?.items ?? []);
  const reach = reachOf(base, draft.doc, counts.data?.items ?? []);

  const put = useSend('putDocument', ['listResources', 'vocabulary', 'documentVersions', 'countMembers', 'listMembers', 'getMember', 'personMemberships']);
  const done = (d: ResourceDocument) => {
    draft.reset(d.document as Doc);
    leave.pass();
    client.setQueryData(apiKey('getDocument', workspace, { kind: 'programme', slug: d.slug }), d);
    setAsking(null);
    void message.success(t('saved', { n: d.version }));
    if (!saved) go(`/members/${d.slug}`);
  };
  const send = () => saved && put.mutate({ kind: 'programme', slug: saved.slug, ...draft.doc, $: { ifMatch: saved.version } } as never, { onSuccess: done, onError: (e) => { setAsking(null); void message.error(e.status === 412 ? t('savedElsewhere') : e.detail); } });
  const name = (title: string): Doc['title'] => (pick(titleOf(draft.doc.title)) === title ? draft.doc.title : { zh: title, en: title });
  const saveAs = (id: string, title: string) => put.mutate({ kind: 'programme', slug: id, ...draft.doc, title: name(title), $: { ifNew: true } } as never, { onSuccess: done });
  const blocked = !may ? t('needRole', { role: role('operator') }) : mistake ? t('mendFirst') : saved && !draft.dirty ? t('nothingToSave') : null;
  const save = () => {
    if (blocked) return void message.info(blocked);
    if (!saved) return setAsking('name');
    if (members > 0 && (reach.rules || reach.gone.some((x) => x.members > 0))) return setAsking('reach');
    send();
  };
  useHotkey('mod+s', t('save'), save, { inFields: true });
  useHotkey('mod+z', t('undoStep'), draft.undo, { enabled: draft.canUndo });
  useHotkey('mod+shift+z', t('redoStep'), draft.redo, { enabled: draft.canRedo });
  const title = pick(titleOf(draft.doc.title)) || saved?.slug || t('untitled');
  const tab = s.tab === 'versions' && !saved ? 'form' : s.tab;
  return (
    <Page back={saved ? `/members/${saved.slug}` : '/members'} title={title}
      status={<>{saved && <Tag variant="filled">v{saved.version}</Tag>}{draft.dirty && <Tag variant="filled" color="warning">{t('changedTag')}</Tag>}</>}
      actions={<>
        <Button type="text" aria-label={t('undoStep')} title={t('undoStep')} icon={<UndoOutlined />} disabled={!draft.canUndo} onClick={draft.undo} />
        <Button type="text" aria-label={t('redoStep')} title={t('redoStep')} icon={<RedoOutlined />} disabled={!draft.canRedo} onClick={draft.redo} />
        <ActionButton type="primary" reason={blocked} loading={put.isPending} onClick={save}>{t('save')}</ActionButton>
      </>}
      toolbar={<Segmented aria-label={t('view')} value={tab} onChange={(v) => set({ tab: v }, { push: true })} options={tabs.filter((x) => x !== 'versions' || saved).map((x) => ({ value: x, label: t(x) }))} />}>
      {draft.restored && draft.dirty && <Alert type="info" showIcon title={t('draftKept')} action={<Button size="small" onClick={() => draft.reset(base)}>{t('discard')}</Button>} />}
      {tab === 'versions' && saved ? <Card flush><History slug={saved.slug} version={saved.version} disabled={!may} onLoad={(d) => { draft.change(d); set({ tab: 'form' }, { push: true }); }} /></Card> : (
        <div className="prg-editor">
          <div className="prg-main">
            {tab === 'form'
              ? <fieldset className="prg-fields" disabled={!may}><Form doc={draft.doc} onChange={draft.change} mistake={mistake} /></fieldset>
              : <Card help={t('codeHelp')}><Suspense fallback={<Loading shape="chart" />}><CodeView text={text} onChange={draft.setText} mistake={mistake} readOnly={!may} /></Suspense></Card>}
          </div>
          <aside className="prg-side">
            {may && <Card><Verdict checked={{ ...checked, mistake }} text={tab === 'code'} /></Card>}
            <Reading doc={draft.doc} />
          </aside>
        </div>
      )}
      {asking === 'name' && <Naming title={t('newProgramme')} suggested={pick(titleOf(draft.doc.title))} busy={put.isPending} error={put.error} onClose={() => setAsking(null)} onSave={saveAs} />}
      <ConfirmReach open={asking === 'reach'} title={t('confirmTitle')} confirm={t('save')} busy={put.isPending} danger={reach.gone.length > 0} reach={{ people: members, everyone: 0 }} onConfirm={send} onCancel={() => setAsking(null)}
        consequences={[...reach.gone.map((x) => t('confirmGone', { level: pick(x.level), n: x.members })), t('confirmMembers', { n: members }), t('confirmNoGifts')]} />
      {leave.dialog}
    </Page>
  );
}
