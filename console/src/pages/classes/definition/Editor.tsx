import { App, Button, Segmented, Tooltip } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { apiKey, useApi, useSend } from '@/api/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { Classification, ClassificationPreview, DiffLine, PlacedProblem } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { useDebounced } from '@/hooks/useDebounced';
import { useSlug } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { changedLines, diffLines } from '../logic/diff';
import { fieldOf, type Doc } from '../logic/doc';
import { toYaml } from '../logic/yaml';
import { DiffView } from './DiffView';
import { FormEditor } from './FormEditor';
import { Preview } from './Preview';
import { strings } from './strings';
import type { Draft } from './useDraft';
import './Editor.css';

const YamlEditor = lazy(() => import('@/parts/code/YamlEditor'));

export interface EditorProps {
  slug: string;
  /** What is saved now; null for a new classification. */
  base: Classification | null;
  draft: Draft;
  mode: 'form' | 'yaml';
  setMode: (m: 'form' | 'yaml') => void;
  onSaved: (c: Classification) => void;
  onClose: () => void;
  /** A new one may be saved as it was copied, once its names are right; the reason it cannot be yet. */
  notYet?: string | false;
  /** Above the form: the id of a new one. */
  head?: ReactNode;
}

/** Someone else saved: what they changed, and the two ways out. */
function Conflict({ base, from, onOverwrite, onTheirs }: { base: Classification; from: string; onOverwrite: () => void; onTheirs: () => void }) {
  const t = useStrings(strings);
  return (
    <div className="editor-conflict" role="alert">
      <b>{t('conflict', { who: base.author, n: base.version })}</b><span>{t('conflictHelp')}</span>
      <DiffView lines={diffLines(from, base.yaml)} label={t('conflictHelp')} />
      <div><Button danger onClick={onOverwrite}>{t('overwrite')}</Button> <Button onClick={onTheirs}>{t('takeTheirs')}</Button></div>
    </div>
  );
}

/* The server writes YAML in its own way; a text may have begun as either, so the smaller difference is the true one. */
function unsaved(base: Classification, draft: Draft): DiffLine[] {
  const own = toYaml(base.doc as unknown as Doc);
  if (draft.text === null) return diffLines(own, toYaml(draft.doc));
  const [a, b] = [diffLines(base.yaml, draft.text), diffLines(own, draft.text)];
  return changedLines(a) <= changedLines(b) ? a : b;
}

/** Form or YAML on the left, what saving would do on the right: asked 400 ms after the last edit, never while an input method
 *  composes (rule 1). */
export function Editor({ slug, base, draft, mode: wanted, setMode, onSaved, onClose, notYet, head }: EditorProps) {
  const t = useStrings(strings), c = useStrings(common), f = useFormat(), pick = usePick();
  const { message, modal } = App.useApp();
  const workspace = useSlug(), client = useQueryClient();
  const [ground, setGround] = useState({ version: base?.version ?? 0, yaml: base?.yaml ?? '' });
  const [composing, setComposing] = useState(false);
  const kept = useRef({ doc: draft.doc, text: draft.text });
  if (!composing) kept.current = { doc: draft.doc, text: draft.text };
  const mode = draft.text !== null ? 'yaml' : wanted;
  const written = useMemo(() => (base && JSON.stringify(draft.doc) === JSON.stringify(base.doc) ? base.yaml : toYaml(draft.doc)), [draft.doc, base]);
  const proposal = useMemo<{ doc: Record<string, unknown> } | { yaml: string }>(
    () => (kept.current.text !== null ? { yaml: kept.current.text } : { doc: kept.current.doc as unknown as Record<string, unknown> }),
    [draft.doc, draft.text, composing]);
  const asked = useDebounced(proposal, 400);
  const question = { slug, ...asked } as Parameters<typeof useApi<'previewClassification'>>[1];
  const preview = useApi('previewClassification', question, { live: false, fresh: 60_000, enabled: slug !== '' });
  const settled = asked === proposal && !preview.isPlaceholderData && !preview.isFetching;
  const problems: readonly PlacedProblem[] = preview.data?.problems ?? [];
  const good = useRef<ClassificationPreview | null>(null);
  if (preview.data && preview.data.problems.length === 0) good.current = preview.data;

  const save = useSend('putClassification', ['getClassification', 'listClassifications', 'classificationVersions', 'vocabulary', 'classificationValues', 'classificationFlow', 'classificationDaily']);
  const conflict = base !== null && base.version !== ground.version;
  const reason = !base ? notYet || (problems.length > 0 && t('hasProblems')) : !draft.dirty ? t('nothing') : !settled && !preview.isError ? t('checking') : problems.length > 0 && t('hasProblems');
  const put = (version: number | null) => save.mutate({ slug, ...proposal, $: version === null ? { ifNew: true } : { ifMatch: version } }, {
    onSuccess: onSaved,
    onError: (e) => { if (e.status === 412) void client.invalidateQueries({ queryKey: apiKey('getClassification', workspace, { slug }) }); },
  });
  const submit = () => {
    if (reason) void message.info({ key: 'editor', content: reason });
    else if (!save.isPending && !conflict) put(base ? ground.version : null);
  };
  useHotkey('mod+s', t('save'), submit, { inFields: true });
  const close = () => {
    if (!draft.dirty) return onClose();
    modal.confirm({ title: t('discardTitle'), okText: t('cancel'), cancelText: c('back'), okButtonProps: { danger: true }, onOk: onClose });
  };
  useEffect(() => { if (wanted !== mode) setMode(mode); }, [wanted, mode, setMode]);

  const errors = useMemo(() => {
    const by = new Map<string, string>();
    for (const x of problems) if (x.place.source.startsWith('/doc')) by.set(fieldOf(x.place.source), [x.place.column > 0 ? t('lineAt', { field: pick(x.detail), column: x.place.column }) : pick(x.detail), pick(x.hint)].filter(Boolean).join(' '));
    return by;
  }, [problems, pick, t]);
  const marks = useMemo(() => problems.filter((x) => x.place.source === 'yaml').map((x) => ({ ...x.place, message: [pick(x.detail), pick(x.hint)].filter(Boolean).join(' ') })), [problems, pick]);
  const other = save.error && save.error.status !== 412 ? save.error : null;
  return (
    <div className="editor" onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)}>
      <div className="editor-bar">
        <Tooltip title={draft.text !== null && draft.text !== written ? t('yamlStays') : ''}>
          <Segmented aria-label={t('editor')} value={mode} onChange={(m) => { if (m === 'form') draft.setText(null); setMode(m); }}
            options={[{ value: 'form' as const, label: t('form'), disabled: draft.text !== null && draft.text !== written }, { value: 'yaml' as const, label: t('yaml') }]} />
        </Tooltip>
        <span className="editor-space" />
        <Button onClick={close}>{draft.dirty ? t('cancel') : c('back')}</Button>
        <ActionButton type="primary" loading={save.isPending} reason={conflict ? t('conflict', { who: base.author, n: base.version }) : reason} onClick={submit}>{t(base ? 'save' : 'create')}</ActionButton>
      </div>
      {draft.restored && draft.dirty && <p className="editor-note" role="status">{t('draftKept')}</p>}
      {conflict && draft.dirty && <Conflict base={base} from={ground.yaml} onOverwrite={() => put(base.version)} onTheirs={() => { draft.reset(); setGround({ version: base.version, yaml: base.yaml }); }} />}
      {other && <Problem inline error={other} />}
      {save.error?.status === 412 && !base && <Problem inline error={new Error(t('slugTaken'))} />}
      <div className="editor-two">
        <div className="editor-left">
          {head}
          {mode === 'form'
            ? <FormEditor doc={draft.doc} onChange={(d: Doc) => draft.setDoc(d)} errors={errors} thresholds={good.current?.thresholds ?? []} />
            : <Suspense fallback={<Loading shape="chart" />}><YamlEditor text={draft.text ?? written} onChange={(text) => draft.setText(text === written ? null : text)} problems={marks} label={t('yamlLabel')} /></Suspense>}
          {base && draft.dirty && <Card title={t('unsavedDiff')}><DiffView lines={unsaved(base, draft)} label={t('unsavedDiff')} /></Card>}
        </div>
        <div className="editor-right">
          <Card title={t('preview')} {...(good.current ? { help: t('previewHelp', { time: f.dateTime(good.current.as_of) }) } : {})}>
            {preview.isError ? <Problem inline error={preview.error} onRetry={() => void preview.refetch()} /> : !preview.data ? <Loading shape="table" />
              : <Preview now={good.current} problems={problems} base={base} doc={draft.doc} old={!settled || problems.length > 0} />}
          </Card>
        </div>
      </div>
    </div>
  );
}
