import { App, Segmented } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSend } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { isApiError, placed } from '@/api/error';
import type { Segment, SegmentFull } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import { ops } from '@/api/ops';
import { clausesById } from '@/parts/builder/counts';
import { andTo, fromBuilder, openRows } from '@/parts/builder/tree';
import { ExportDialog } from '../ExportDialog';
import { CheckPerson } from '../side/CheckPerson';
import { CountCard } from '../side/CountCard';
import { ParametersCard } from '../side/ParametersCard';
import { UpdateCard } from '../side/UpdateCard';
import { Waterfall } from '../side/Waterfall';
import { ChangesTab } from '../tabs/ChangesTab';
import { PeopleTab } from '../tabs/PeopleTab';
import { ProfileTab } from '../tabs/ProfileTab';
import { Sample } from '../tabs/Sample';
import { VersionsTab } from '../tabs/VersionsTab';
import { strings } from '../strings';
import { Banners } from './Banners';
import { Conflict } from './Conflict';
import { differs, fullTitle, given } from './doc';
import { EditorActions, EditorStatus } from './EditorHead';
import { parametersOf } from './parameters';
import { RulePane } from './RulePane';
import { SaveNew } from './SaveNew';
import { Templates } from './Templates';
import { TitleDialog } from './TitleDialog';
import { expressionOf, useAsk } from './useAsk';
import { useDoc } from './useDoc';
import { useLeave } from '@/parts/leave/useLeave';
import './Editor.css';

const CodePane = lazy(() => import('./CodePane'));
const tabs = ['rules', 'code', 'profile', 'people', 'changes', 'versions'] as const;
const ofSaved: readonly string[] = ['changes', 'versions'];

export interface EditorProps {
  /** null: a new segment. */
  saved: SegmentFull | null;
  expression: string;
  onSaved?: (s: Segment) => void;
  onCreated: (s: Segment) => void;
}

export function Editor({ saved, expression, onSaved, onCreated }: EditorProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const may = useCan('operator');
  const [{ tab }, set] = useUrlState({ tab: p.oneOf(tabs, 'rules') });
  const [dialog, setDialog] = useState<'title' | 'saveas' | 'export' | 'conflict' | null>(null);
  const vocabulary = useVocabulary();
  const d = useDoc(saved, expression);
  const { doc, dirty } = d;
  const asked = useAsk(doc, d.gotText, d.gotRoot);
  const leave = useLeave(dirty, d.drop);
  const save = useSend('putSegment', ['listSegments', 'vocabulary', 'segmentVersions', 'diffSegment', 'countPeople']);
  const [failed, setFailed] = useState<unknown>(null);

  const missing = doc.root ? openRows(doc.root) : 0;
  const title = pick(fullTitle(doc.title)) || t('untitled');
  const counts = useMemo(() => (doc.root ? clausesById(doc.root, asked.count?.clauses ?? null) : new Map()), [doc.root, asked.count]);
  const canonical = asked.count?.canonical, asOf = asked.count?.as_of;

  const blocked = !may ? t('readOnly', { role: role('operator') }) : missing > 0 ? t('openRowsSave', { n: missing }) : placed(asked.error) ? t('hasError') : null;
  const put = useCallback(async (version: number) => {
    if (!saved) return;
    setFailed(null);
    try {
      const text = await expressionOf(doc, workspace);
      save.mutate({ slug: saved.slug, title: fullTitle(doc.title), ...given(doc, text), expression: text, $: { ifMatch: version } }, {
        onSuccess: (s) => { d.settled(s.version); onSaved?.(s); setDialog(null); message.success(t('savedNow', { n: s.version })); },
        onError: (e) => { if (e.status === 412) setDialog('conflict'); else setFailed(e); },
      });
    } catch (e) { setFailed(e); }
  }, [saved, doc, workspace, save, d, onSaved, message, t]);
  const onSave = () => {
    if (blocked) return void message.warning(blocked);
    if (!saved) return setDialog('saveas');
    if (!dirty) return void message.info(t('nothingToSave'));
    void put(d.base);
  };
  useHotkey('mod+s', t('save'), onSave, { inFields: true });
  useHotkey('mod+z', t('undoStep'), d.undo, { enabled: d.canUndo });
  useHotkey('mod+shift+z', t('redoStep'), d.redo, { enabled: d.canRedo });
  // Back cannot be held up: what is not saved is kept, and that is said.
  const leaving = useRef(() => undefined as void);
  leaving.current = () => { if (d.keep()) message.info(t('draftKept')); };
  useEffect(() => () => leaving.current(), []);

  const openCode = useCallback(() => set({ tab: 'code' }, { push: true }), [set]);
  const andBucket = async (bucket: string, label: string) => {
    try {
      const parsed = await ops.parseExpression({ workspace, expression: bucket });
      if (parsed.tree) { const more = fromBuilder(parsed.tree); d.setRoot((r) => andTo(r, more)); message.success(t('added', { label })); }
    } catch (e) { message.error(isApiError(e) ? e.detail : String(e)); }
  };
  const names = { rules: t('rules'), code: t('code'), profile: t('profile'), people: t('list'), changes: t('changes'), versions: t('versions') };
  const shown = tabs.filter((x) => saved !== null || !ofSaved.includes(x));
  const empty = doc.root !== null && doc.root.items.length === 0 && !saved;

  const pane = tab === 'rules'
    ? <RulePane doc={doc} asked={asked} vocabulary={vocabulary.data} counts={counts} missing={missing} edit={d.setRoot} openCode={openCode} />
    : <Suspense fallback={<Loading shape="chart" />}><CodePane doc={doc} asked={asked} vocabulary={vocabulary.data} setText={d.setText} undo={d.undo} redo={d.redo} /></Suspense>;

  return (
    <Page title={title} back="/segments" lead={pick(doc.description) || undefined}
      status={<EditorStatus saved={saved} base={d.base} dirty={dirty} onTitle={() => setDialog('title')} />}
      actions={<EditorActions saved={saved} canUndo={d.canUndo} canRedo={d.canRedo} undo={d.undo} redo={d.redo} blocked={blocked ?? (saved && !dirty ? t('nothingToSave') : null)} busy={save.isPending} onSave={onSave} onSaveAs={() => setDialog('saveas')} onExport={() => setDialog('export')} saveAsBlocked={blocked} exportBlocked={may ? null : t('needRole', { role: role('operator') })} />}
      toolbar={<Segmented className="editor-tabs" aria-label={t('parts')} value={ofSaved.includes(tab) && !saved ? 'rules' : tab} onChange={(v) => set({ tab: v }, { push: true })} options={shown.map((x) => ({ value: x, label: names[x] }))} />}>
      <Banners saved={saved} draft={d.draft} dirty={dirty} onDrop={() => d.reset(saved ?? undefined)} />
      {vocabulary.isError && <Problem inline error={vocabulary.error} onRetry={() => void vocabulary.refetch()} />}
      {failed !== null && <Problem inline error={failed} />}
      {tab === 'rules' || tab === 'code' || (ofSaved.includes(tab) && !saved) ? (
        <div className="editor">
          <div className="editor-main">
            {empty && tab === 'rules' && vocabulary.data && <Templates vocabulary={vocabulary.data} onUse={(x) => d.change({ from: 'code', text: x.expression, root: null, ...(doc.title.zh || doc.title.en ? {} : { title: x.title }) })} />}
            {pane}
            {canonical && asOf && <Sample expression={canonical} asOf={asOf} />}
          </div>
          <aside className="editor-side">
            <CountCard asked={asked} title={title} />
            {asked.count && <Waterfall count={asked.count} stale={asked.stale} />}
            <ParametersCard text={doc.text} value={doc.parameters} onChange={(parameters, name) => d.change({ parameters }, `parameter ${name}`)} />
            <UpdateCard value={doc.update} onChange={(update) => d.change({ update }, 'update')} events={doc.events} onEvents={(events) => d.change({ events })} saved={saved} expression={asked.stale ? undefined : canonical} blocked={may ? null : t('readOnly', { role: role('operator') })} />
            <CheckPerson expression={canonical} asOf={asOf} />
          </aside>
        </div>
      ) : tab === 'changes' && saved ? (
        <ChangesTab saved={saved} />
      ) : tab === 'versions' && saved ? (
        <VersionsTab saved={saved} onRestore={(v) => { d.change({ title: v.title, text: v.expression, parameters: parametersOf(v.parameters), root: null, from: 'code' }); set({ tab: 'rules' }, { push: true }); message.success(t('restoredDraft', { n: v.version })); }} />
      ) : (
        <>
          <CountCard line asked={asked} title={title} />
          {canonical && asOf && (tab === 'people' ? <PeopleTab expression={canonical} asOf={asOf} title={title} /> : <ProfileTab expression={canonical} asOf={asOf} onAnd={(x, label) => void andBucket(x, label)} />)}
        </>
      )}
      {dialog === 'title' && <TitleDialog doc={doc} slug={saved?.slug ?? null} onChange={d.change} onClose={() => setDialog(null)} />}
      {dialog === 'saveas' && <SaveNew title={saved ? { zh: '', en: '' } : doc.title} description={doc.description} update={doc.update} events={doc.events} parameters={doc.parameters} expression={() => expressionOf(doc, workspace)} onClose={() => setDialog(null)} onSaved={(s) => { d.drop(); leave.pass(); onCreated(s); }} />}
      {dialog === 'export' && canonical && <ExportDialog expression={canonical} title={title} asOf={asOf} edited={saved !== null && differs(doc, saved)} onClose={() => setDialog(null)} />}
      {dialog === 'conflict' && saved && <Conflict slug={saved.slug} base={d.base} mine={canonical ?? doc.text} busy={save.isPending} onClose={() => setDialog(null)} onOverwrite={(s) => void put(s.version)} onTake={(s) => { onSaved?.(s); d.reset(s); setDialog(null); }} />}
      {leave.dialog}
    </Page>
  );
}

