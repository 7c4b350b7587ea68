import { RedoOutlined, UndoOutlined } from '@/theme/icons';
import { Alert, App, Button, Segmented, Tag } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { apiKey, useSend } from '@/api/hooks';
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
import { textOf, titleOf, type Text } from './doc';
import { strings } from './strings';
import { useCheck, type Checked, type Mistake } from './useCheck';
import { useDraft } from './useDraft';
import { Versions } from './Versions';
import { Warnings } from './Warnings';
import './docs.css';

const CodeView = lazy(() => import('./CodeView'));
const tabs = ['form', 'code', 'versions'] as const;
export interface FormProps<D> { doc: D; onChange: (d: D, merge?: string | null) => void; mistake: Mistake | null }
export interface DocumentEditorProps<D extends object> {
  kind: string;
  saved: ResourceDocument | null;
  base: D;
  /** Of a new one: what it began as, so that drafts of others do not replace it. */
  from?: string;
  /** Where one goes back to, and where a saved one is. */
  home: string;
  at: (slug: string) => string;
  words: { untitled: string; fresh: string };
  /** What is asked again when it is saved. */
  asks: Parameters<typeof useSend>[1];
  form: (props: FormProps<D>) => ReactNode;
  side?: (doc: D) => ReactNode;
  /** What saving does that should be known before; empty: it is saved without asking. */
  consequences?: (before: D | null, after: D) => string[];
}

function Verdict({ checked, text }: { checked: Checked; text: boolean }) {
  const t = useStrings(strings), m = checked.mistake;
  if (checked.error) return <Problem inline error={checked.error} />;
  if (!m) return <p className="doc-verdict muted" role="status">{t(checked.pending ? 'checking' : 'fine')}</p>;
  return <Alert type="error" showIcon title={t('problem')} description={<>{m.detail} {m.hint}{text && m.line > 0 && <> <span className="num">({t('goThere', { n: m.line })})</span></>}</>} />;
}

/** A document being edited: its form or its text, what the server says to it, its versions. */
export function DocumentEditor<D extends object>({ kind, saved, base, from = '', home, at, words, asks, form, side, consequences }: DocumentEditorProps<D>) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [s, set] = useUrlState({ tab: p.oneOf(tabs, 'form') });
  const [asking, setAsking] = useState<'name' | 'reach' | null>(null);
  const slug = saved?.slug ?? `new-${kind.replaceAll('_', '-')}`;
  const draft = useDraft<D>(kind, saved ? slug : `${slug}.${from}`, saved?.version ?? 0, base);
  const leave = useLeave(draft.dirty, draft.drop);
  const text = draft.text ?? textOf(kind, slug, draft.doc);
  const checked = useCheck(text, may);
  const mistake = checked.mistake ?? (draft.text !== null ? { detail: t('notJson'), hint: '', line: 0, column: 0, path: '' } : null);
  const named = (draft.doc as { title?: Text }).title;
  const title = pick(titleOf(named)) || saved?.slug || words.untitled;
  const told = consequences?.(saved ? base : null, draft.doc) ?? [];

  const put = useSend('putDocument', asks);
  const done = (d: ResourceDocument) => {
    draft.reset(d.document as D);
    leave.pass();
    client.setQueryData(apiKey('getDocument', workspace, { kind, slug: d.slug }), d);
    setAsking(null);
    void message.success(t('saved', { n: d.version }));
    if (!saved) go(at(d.slug));
  };
  const send = () => saved && put.mutate({ kind, slug: saved.slug, ...draft.doc, $: { ifMatch: saved.version } } as never, { onSuccess: done, onError: (e) => { setAsking(null); void message.error(e.status === 412 ? t('savedElsewhere') : e.detail); } });
  const saveAs = (id: string, name: string) => put.mutate({ kind, slug: id, ...draft.doc, title: pick(titleOf(named)) === name ? named : { zh: name, en: name }, $: { ifNew: true } } as never, { onSuccess: done });
  const blocked = !may ? t('needRole', { role: role('operator') }) : mistake ? t('mendFirst') : saved && !draft.dirty ? t('nothingToSave') : null;
  const save = () => {
    if (blocked) return void message.info(blocked);
    if (!saved) return setAsking('name');
    if (told.length) return setAsking('reach');
    send();
  };
  useHotkey('mod+s', t('save'), save, { inFields: true });
  useHotkey('mod+z', t('undoStep'), draft.undo, { enabled: draft.canUndo });
  useHotkey('mod+shift+z', t('redoStep'), draft.redo, { enabled: draft.canRedo });
  const tab = s.tab === 'versions' && !saved ? 'form' : s.tab;
  return (
    <Page back={saved ? at(saved.slug) : home} title={title}
      status={<>{saved && <Tag variant="filled">v{saved.version}</Tag>}{draft.dirty && <Tag variant="filled" color="warning">{t('changedTag')}</Tag>}</>}
      actions={<>
        <Button type="text" aria-label={t('undoStep')} title={t('undoStep')} icon={<UndoOutlined />} disabled={!draft.canUndo} onClick={draft.undo} />
        <Button type="text" aria-label={t('redoStep')} title={t('redoStep')} icon={<RedoOutlined />} disabled={!draft.canRedo} onClick={draft.redo} />
        <ActionButton type="primary" reason={blocked} loading={put.isPending} onClick={save}>{t('save')}</ActionButton>
      </>}
      toolbar={<Segmented aria-label={t('view')} value={tab} onChange={(v) => set({ tab: v }, { push: true })} options={tabs.filter((x) => x !== 'versions' || saved).map((x) => ({ value: x, label: t(x) }))} />}>
      {draft.restored && draft.dirty && <Alert type="info" showIcon title={t('draftKept')} action={<Button size="small" onClick={() => draft.reset(base)}>{t('discard')}</Button>} />}
      {tab === 'versions' && saved ? <Card flush><Versions kind={kind} slug={saved.slug} version={saved.version} disabled={!may} onLoad={(d) => { draft.change(d as D); set({ tab: 'form' }, { push: true }); }} /></Card> : (
        <div className="doc-editor">
          <div className="doc-main">
            {tab === 'form'
              ? <fieldset className="doc-fields" disabled={!may}>{form({ doc: draft.doc, onChange: draft.change, mistake })}</fieldset>
              : <Card help={t('codeHelp')}><Suspense fallback={<Loading shape="chart" />}><CodeView text={text} onChange={draft.setText} mistake={mistake} readOnly={!may} /></Suspense></Card>}
          </div>
          <aside className="doc-side">
            {may && <Card><Verdict checked={{ ...checked, mistake }} text={tab === 'code'} /></Card>}
            {!mistake && <Warnings list={checked.warnings} />}
            {side?.(draft.doc)}
          </aside>
        </div>
      )}
      {asking === 'name' && <Naming title={words.fresh} suggested={pick(titleOf(named))} busy={put.isPending} error={put.error} onClose={() => setAsking(null)} onSave={saveAs} />}
      <ConfirmReach open={asking === 'reach'} title={t('confirmTitle')} confirm={t('save')} busy={put.isPending} error={put.error} consequences={told} onConfirm={send} onCancel={() => { put.reset(); setAsking(null); }} />
      {leave.dialog}
    </Page>
  );
}
