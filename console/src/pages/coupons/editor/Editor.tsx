import { RedoOutlined, UndoOutlined } from '@/theme/icons';
import { App, Button, Input, Segmented, Tooltip } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { apiKey, useApi, useSend } from '@/api/hooks';
import type { ResourceDocument } from '@/api/types';
import { keyCaps } from '@/commands/keys';
import { useHotkey } from '@/commands/registry';
import { useDebounced } from '@/hooks/useDebounced';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useLang, usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { useLeave } from '@/parts/leave/useLeave';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { BenefitCard } from './Benefit';
import { EditingContext, type Editing } from './context';
import { complete, concerns, normal, pathOf, titleOf, type Doc } from './doc';
import { TextAt } from './Inputs';
import { GivingCard, MoreCard, ScopeCard, StackingCard, ValidCard } from './Sections';
import { slugFor, slugGood } from './slug';
import { strings } from './strings';
import { useDraft } from './useDraft';
import './Editor.css';

const YamlEditor = lazy(() => import('@/parts/code/YamlEditor'));

export interface EditorProps {
  /** null: a new kind. */
  saved: ResourceDocument | null;
  /** What editing begins with. */
  begun: Doc;
  /** An older version of it that editing begins with. */
  version?: number;
  /** A draft that was left here before may stand in for it. */
  own: boolean;
  onSaved: (slug: string) => void;
}

/** A kind of coupons as a form, or as the text it is; beside it what the server makes of it. */
export function Editor({ saved, begun, version, own, onSaved }: EditorProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick(), f = useFormat();
  const { lang } = useLang();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const may = useCan('operator');
  const [{ mode }, set] = useUrlState({ mode: p.oneOf(['form', 'code'] as const, 'form') });
  const ground = useMemo(() => (saved ? normal(saved.document) : begun), [saved, begun]);
  const draft = useDraft(saved?.slug ?? null, saved?.version ?? 0, ground, begun, own);
  const { doc } = draft;
  const [code, setCode] = useState<string | null>(null);
  const [composing, setComposing] = useState(false);
  const [chosen, choose] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [wanted, want] = useState(false);

  const kinds = useApi('listCouponKinds', {}, { enabled: saved === null, live: false }), gone = useApi('listCouponKinds', { status: 'archived' }, { enabled: saved === null, live: false });
  const taken = useMemo(() => [...(kinds.data?.items ?? []), ...(gone.data?.items ?? [])].map((k) => k.slug), [kinds.data, gone.data]);
  const title = titleOf(doc), slug = saved?.slug ?? chosen ?? slugFor(title.zh, title.en, taken);

  // What is asked of the server: the text while it is being typed, else the document.
  const kept = useRef({ doc, code });
  if (!composing) kept.current = { doc, code };
  const proposal = useMemo(() => (kept.current.code !== null ? { yaml: kept.current.code } : { doc: complete(kept.current.doc) }), [doc, code, composing]);
  const asked = useDebounced(proposal, 400);
  const preview = useApi('previewCoupon', { ...(slugGood(slug) ? { slug } : {}), ...asked } as never, { live: false, fresh: 60_000 });
  const settled = asked === proposal && !preview.isPlaceholderData && !preview.isFetching;
  const told = preview.data, problem = told?.problem ?? null;
  const parsed = code !== null && settled ? told?.doc ?? null : null;
  const { got } = draft;
  useEffect(() => { if (parsed) got(normal(parsed)); }, [parsed, got]);

  const named = title.zh.trim() !== '' || title.en.trim() !== '';
  const where = problem ? pathOf(problem.field) : null;
  const said = problem ? [pick(problem.detail), pick(problem.hint)].filter(Boolean).join(' ') : '';

  const put = useSend('putDocument', ['listCouponKinds', 'getCouponKind', 'documentVersions', 'quoteKinds']);
  const leave = useLeave(draft.dirty || code !== null, draft.drop);
  const conflict = put.error?.status === 412 && saved !== null;
  const exists = put.error?.status === 412 && saved === null;
  const mend = !named ? t('nameMissing') : saved === null && !slugGood(slug) ? t('slugBad') : saved === null && taken.includes(slug) ? t('slugTaken') : problem && settled ? t('mendFirst') : null;
  const checking = !settled && !preview.isError;
  const blocked = !may ? t('needRole', { role: role('operator') }) : saved && !draft.dirty && code === null && saved.status !== 'archived' ? t('nothing') : mend;
  const done = (d: ResourceDocument) => {
    client.setQueryData(apiKey('getDocument', workspace, { kind: 'coupon', slug: d.slug }), d);
    draft.settled(d.version);
    setCode(null);
    if (saved) void message.success(t('savedNow', { n: d.version }));
    else { leave.pass(); void message.success(t('createdNow', { title: pick(d.title) })); }
    onSaved(d.slug);
  };
  const save = (over?: number) => put.mutate({ kind: 'coupon', slug, ...complete(doc), $: saved ? { ifMatch: over ?? draft.base } : { ifNew: true } } as never, { onSuccess: done });
  const onSave = () => {
    setTried(true);
    if (blocked) void message.info({ key: 'coupon-editor', content: blocked });
    else if (checking) want(true);
    else if (!put.isPending) save();
  };
  // Asked to save before the server has seen the last letter: as soon as it has.
  useEffect(() => { if (wanted && !checking) { want(false); onSave(); } });
  const undo = () => { setCode(null); draft.undo(); }, redo = () => { setCode(null); draft.redo(); };
  useHotkey('mod+s', t('save'), onSave, { inFields: true });
  useHotkey('mod+z', t('undoStep'), undo, { enabled: draft.canUndo });
  useHotkey('mod+shift+z', t('redoStep'), redo, { enabled: draft.canRedo });
  // Back cannot be held up: what is not saved is kept, and that is said.
  const leaving = useRef(() => undefined as void);
  leaving.current = () => { if (draft.keep()) void message.info(t('draftKept')); };
  useEffect(() => () => leaving.current(), []);

  const { change } = draft;
  const editing = useMemo<Editing>(() => ({
    doc, disabled: !may, change: (g, merge) => { setCode(null); change(g, merge ?? null); },
    error: (path) => (where !== null && concerns(where, path) ? said : null),
    exact: (path) => (where === path ? said : null),
  }), [doc, may, change, where, said]);
  const broken = code !== null && settled && told !== undefined && told.doc === null;
  const marks = useMemo(() => (problem && code !== null ? [{ line: problem.line, column: problem.column, length: problem.length, message: said }] : []), [problem, code, said]);
  const takeTheirs = () => { put.reset(); void client.invalidateQueries({ queryKey: apiKey('getDocument', workspace, { kind: 'coupon', slug }) }).then(() => { const d = client.getQueryData<ResourceDocument>(apiKey('getDocument', workspace, { kind: 'coupon', slug })); if (d) { setCode(null); draft.reset(normal(d.document), d.version); } }); };
  const cap = (k: string) => keyCaps(k).join(' ');
  return (
    <EditingContext.Provider value={editing}>
      <Page title={named ? pick({ zh: title.zh || title.en, en: title.en || title.zh }) : t('untitled')} back={saved ? `/coupons/${saved.slug}` : '/coupons'}
        status={<>{(draft.dirty || code !== null) && <span className="pill pill-dirty">● {t('dirty')}</span>}{saved && <span className="pill">{t('version', { n: saved.version })}</span>}</>}
        actions={<>
          <Tooltip title={`${t('undoStep')} ${cap('mod+z')}`}><Button type="text" aria-label={t('undoStep')} disabled={!draft.canUndo} icon={<UndoOutlined />} onClick={undo} /></Tooltip>
          <Tooltip title={`${t('redoStep')} ${cap('mod+shift+z')}`}><Button type="text" aria-label={t('redoStep')} disabled={!draft.canRedo} icon={<RedoOutlined />} onClick={redo} /></Tooltip>
          <ActionButton type="primary" reason={blocked} loading={put.isPending || wanted} onClick={onSave}>{t(saved ? 'save' : 'create')} <kbd className="save-key">{cap('mod+s')}</kbd></ActionButton>
        </>}
        toolbar={<Tooltip title={broken ? t('yamlBroken') : ''}><Segmented aria-label={t('mode')} value={mode} onChange={(v: 'form' | 'code') => { if (v === 'form') setCode(null); set({ mode: v }, { push: true }); }} options={[{ value: 'form', label: t('form'), disabled: broken }, { value: 'code', label: t('code') }]} /></Tooltip>}>
        {draft.draft && draft.dirty && (
          <div className={saved && draft.draft.base !== saved.version ? 'coupon-banner coupon-banner-warn' : 'coupon-banner'} role="status">
            <span>{t('draftFound', { when: f.dateTime(draft.draft.at) })} {saved && draft.draft.base !== saved.version && t('draftOld', { base: draft.draft.base, now: saved.version })}</span>
            <Button size="small" onClick={() => { setCode(null); draft.reset(saved ? ground : begun, saved?.version ?? 0); }}>{t('dropDraft')}</Button>
          </div>
        )}
        {version !== undefined && draft.dirty && <div className="coupon-banner" role="status">{t('fromVersion', { n: version })}</div>}
        {saved?.status === 'archived' && <div className="coupon-banner coupon-banner-warn" role="status">{t('isArchived')}</div>}
        {!may && <div className="coupon-banner" role="status">{t('readOnly', { role: role('operator') })}</div>}
        {conflict && saved && <Conflict base={draft.base} slug={saved.slug} onOverwrite={(v) => save(v)} onTheirs={takeTheirs} />}
        {put.isError && !conflict && !exists && <Problem inline error={put.error} />}
        <div className="coupon-editor" onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)}>
          <div className="coupon-editor-main">
            {mode === 'form' ? (
              <>
                <Card title={t('basics')}>
                  <div className="coupon-form">
                    <div className="coupon-grid">
                      <Name path="title.zh" label={t('titleZh')} error={tried && !named && lang === 'zh'} first={lang === 'zh'} />
                      <Name path="title.en" label={t('titleEn')} error={tried && !named && lang === 'en'} first={lang === 'en'} />
                    </div>
                    {saved === null && <Field label={t('slug')} help={t('slugHelp')} error={exists || taken.includes(slug) ? t('slugTaken') : chosen !== null && !slugGood(slug) && t('slugBad')}><Input value={slug} maxLength={64} spellCheck={false} autoComplete="off" disabled={!may} onChange={(e) => choose(e.target.value)} style={{ maxWidth: 320 }} /></Field>}
                    <TextAt path={`description.${lang}`} label={t('description')} rows={1} max={4000} />
                  </div>
                </Card>
                <BenefitCard /><ScopeCard /><ValidCard /><GivingCard /><StackingCard /><MoreCard />
              </>
            ) : (
              <Card>
                {told || code !== null ? <Suspense fallback={<Loading shape="chart" />}><YamlEditor text={code ?? told?.yaml ?? ''} readOnly={!may} label={t('yamlLabel')} problems={marks} onChange={(x) => { if (x !== (code ?? told?.yaml)) setCode(x); }} /></Suspense> : preview.isError ? null : <Loading shape="chart" />}
                <p className="coupon-side-note">{t('yamlHelp')}</p>
              </Card>
            )}
          </div>
          <aside className="coupon-editor-side">
            <Card title={t('readsAs')}>
              {preview.isError ? <Problem inline error={preview.error} onRetry={() => void preview.refetch()} /> : !told ? <Loading shape="text" /> : (
                <div className={settled ? undefined : 'coupon-old'} aria-live="polite" aria-busy={!settled}>
                  {told.sentence ? <p className="coupon-reads">{pick(told.sentence)}</p> : <p className="coupon-reads muted">{t('notYet')}</p>}
                  {problem && <div className="coupon-problem" role="alert"><b>{t('toMend')}</b><p>{said}</p></div>}
                </div>
              )}
              {saved ? <p className="coupon-side-note">{t('keeps')} <Link href={`/coupons/try?kinds=${saved.slug}`}>{t('tryIt')}</Link></p> : <p className="coupon-side-note">{t('tryAfter')}</p>}
            </Card>
          </aside>
        </div>
        {leave.dialog}
      </Page>
    </EditingContext.Provider>
  );
}

function Name({ path, label, error, first }: { path: string; label: string; error: boolean; first: boolean }) {
  const t = useStrings(strings);
  return <TextAt path={path} label={label} max={60} help={error ? <span className="field-error">{t('nameMissing')}</span> : first ? undefined : t('titleHelp')} />;
}

function Conflict({ base, slug, onOverwrite, onTheirs }: { base: number; slug: string; onOverwrite: (version: number) => void; onTheirs: () => void }) {
  const t = useStrings(strings);
  const now = useApi('getCouponKind', { slug }, { fresh: 0, live: false });
  const n = now.data?.version ?? base;
  return (
    <div className="coupon-banner coupon-banner-warn" role="alert">
      <span><b>{t('conflict', { n })}</b> {t('conflictText', { base })}</span>
      <Button size="small" onClick={onTheirs}>{t('takeTheirs')}</Button>
      <Button size="small" danger disabled={!now.data || now.isFetching} onClick={() => onOverwrite(n)}>{t('overwrite')}</Button>
    </div>
  );
}
