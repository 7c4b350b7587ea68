import { PlusOutlined } from '@/theme/icons';
import { Alert, App, Button, Input, Segmented, Tag } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { apiKey, runOp, useApi, useSend } from '@/api/hooks';
import type { ResourceDocument } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useHotkey } from '@/commands/registry';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Field } from '@/parts/fields/Field';
import { useLeave } from '@/parts/leave/useLeave';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Naming } from '@/parts/question/SaveQuestion';
import { actions, addObserved, isAt, newEvent, readPlan, unnamed, writePlan, type Action, type Plan } from './doc';
import { EventForm } from './EventForm';
import { History } from './History';
import { PreviewCard } from './PreviewCard';
import { PropTable } from './PropTable';
import { Renames } from './Renames';
import { strings } from './strings';
import { useKeeping, useKeptPlan } from './useKeptPlan';
import './PlanEditor.css';

const tabs = ['events', 'attributes', 'names', 'history'] as const;
const schema = { tab: p.oneOf(tabs, 'events'), event: p.text(), add: p.maybe(), days: p.int(1) };
const WAIT_MS = 400;

/** The value of some time ago: what is typed is asked about once it stands still. */
function useSettled<T>(value: T): T {
  const [settled, set] = useState(value);
  useEffect(() => { const id = setTimeout(() => set(value), WAIT_MS); return () => clearTimeout(id); }, [value]);
  return settled;
}

export function PlanEditor({ doc }: { doc: ResourceDocument | null }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [s, set] = useUrlState(schema);
  const kept = useMemo(() => readPlan(doc?.document ?? {}, doc ? pick(doc.title) || doc.slug : ''), [doc, pick]);
  const { draft, setDraft, restored, keep } = useKeptPlan(doc?.slug ?? '', doc?.version ?? 0);
  const [naming, setNaming] = useState(false);
  const [find, setFind] = useState('');
  const plan = draft ?? kept;
  const document = useMemo(() => writePlan(plan), [plan]);
  const dirty = draft !== null && (JSON.stringify(document) !== JSON.stringify(writePlan(kept)) || plan.title !== kept.title);
  useKeeping(keep, dirty, draft);
  const leave = useLeave(dirty, () => { setDraft(null); keep(false); });
  const change = (patch: Partial<Plan>) => setDraft({ ...plan, ...patch });

  // What was observed, into what is there: from the button, or from a link.
  const addSeen = (event: string) => void runOp('draftPlan', workspace, event === '*' ? {} : { event }).then((d) => {
    setDraft((now) => {
      const got = addObserved(now ?? kept, d.document);
      void message.success(got.events + got.props ? t('added', { events: got.events, props: got.props }) : t('nothingNew'));
      return got.plan;
    });
    if (event !== '*') set({ event });
  }, (e: { detail?: string }) => message.error(e.detail ?? String(e)));
  const adding = useRef<string | null>(null);
  useEffect(() => {
    if (s.add === null || !may || adding.current === s.add) return;
    adding.current = s.add;
    addSeen(s.add);
    set({ add: null });
  });

  const wrongEvents = unnamed(plan.events), wrongAttributes = unnamed(plan.attributes);
  const wrongProps = new Map(plan.events.map((e) => [e.key, unnamed(e.props)] as const));
  const firstWrong = plan.events.find((e) => wrongEvents.has(e.key) || (wrongProps.get(e.key)?.size ?? 0) > 0);
  const repeated = plan.renames.some((r) => plan.renames.some((x) => x !== r && x.of === r.of && x.from.trim() !== '' && x.from.trim() === r.from.trim()));
  const blockedBy = firstWrong ? `${t('events')} · ${firstWrong.name || t('emptyName')}` : wrongAttributes.size ? t('attributes') : repeated ? t('names') : null;

  const asked = useSettled(document);
  const preview = useApi('previewPlan', { document: asked, days: s.days === 7 ? 7 : 1, ...(doc ? { slug: doc.slug } : {}) } as never, { enabled: blockedBy === null, live: false, fresh: 60_000 });
  const error = preview.error?.place?.source && blockedBy === null ? { source: preview.error.place.source, detail: preview.error.detail } : null;
  const mend = blockedBy !== null || error !== null;

  const refresh = ['listResources', 'listEvents', 'getEvent', 'documentVersions'] as const;
  const put = useSend('putDocument', refresh);
  const done = (d: ResourceDocument) => {
    client.setQueryData(apiKey('getDocument', workspace, { kind: 'tracking_plan', slug: d.slug }), d);
    void message.success(t('saved', { n: d.version }));
    setDraft(null);
    keep(false);
    leave.pass();
  };
  const saveAs = (slug: string, title: string) => put.mutate({ kind: 'tracking_plan', slug, ...document, title: { zh: title, en: title }, $: { ifNew: true } } as never, { onSuccess: (d) => { done(d); go(`/plans/${slug}`); } });
  const title = doc && plan.title === kept.title ? doc.document.title : { zh: plan.title, en: plan.title };
  const blocked = !may ? t('needRole', { role: role('operator') }) : mend ? t('mendFirst') : doc && !dirty ? t('nothingToSave') : null;
  const save = () => {
    if (blocked) return;
    if (!doc) return setNaming(true);
    put.mutate({ kind: 'tracking_plan', slug: doc.slug, ...document, ...(title === undefined ? {} : { title }), $: { ifMatch: doc.version } } as never, { onSuccess: done, onError: (e) => void message.error(e.status === 412 ? t('savedElsewhere') : e.detail) });
  };
  useHotkey('mod+s', t('save'), save, { inFields: true });

  const shown = plan.events.filter((e) => e.name.toLowerCase().includes(find.trim().toLowerCase()));
  const chosen = plan.events.find((e) => e.name === s.event || e.key === s.event) ?? shown[0];
  const troubled = new Set((preview.data?.events ?? []).map((e) => e.name));
  const setEvents = (events: Plan['events']) => change({ events });
  const known = useVocabulary().data?.attributes.map((a) => a.name) ?? [];
  const pickEvent = (key: string) => set({ event: plan.events.find((e) => e.key === key)?.name || key });
  return (
    <Page back="/plans" title={(doc && (pick(doc.title) || doc.slug)) || t('untitled')}
      status={<>{doc && <Tag variant="filled">v{doc.version}</Tag>}{dirty && <Tag variant="filled" color="warning">{t('changedTag')}</Tag>}</>}
      actions={<>
        <ActionButton reason={may ? null : t('needRole', { role: role('operator') })} onClick={() => addSeen('*')}>{t('addObserved')}</ActionButton>
        <ActionButton type="primary" reason={blocked} loading={put.isPending} onClick={save}>{t('save')}</ActionButton>
      </>}
      toolbar={<Segmented aria-label={t('title')} value={s.tab} onChange={(v) => set({ tab: v as typeof s.tab }, { push: true })} options={tabs.filter((x) => x !== 'history' || doc).map((x) => ({ value: x, label: t(x) }))} />}>
      {restored && dirty && <Alert type="info" showIcon title={t('draftKept')} action={<Button size="small" onClick={() => setDraft(null)}>{t('dropDraft')}</Button>} />}
      {s.tab === 'events' && <Card>
        <div className="plan-top">
          {doc && <Field label={t('name')}><Input value={plan.title} disabled={!may} maxLength={120} onChange={(e) => change({ title: e.target.value })} /></Field>}
          <div className="plan-choice"><span>{t('unknownEvents')}</span><Segmented aria-label={t('unknownEvents')} value={plan.unknown} disabled={!may} onChange={(v) => change({ unknown: v as Action })} options={actions.map((x) => ({ value: x, label: t(x) }))} /><span className="field-note">{t('unknownEventsHelp')}</span></div>
        </div>
        <div className="plan-body">
          <nav className="plan-list" aria-label={t('events')}>
            {plan.events.length > 8 && <Input allowClear value={find} placeholder={t('findEvent')} aria-label={t('findEvent')} onChange={(e) => setFind(e.target.value)} />}
            <ul>{shown.map((e) => {
              const bad = wrongEvents.has(e.key) || (wrongProps.get(e.key)?.size ?? 0) > 0 || (error !== null && isAt(error.source, `events/${e.name.trim()}`));
              return <li key={e.key}><button type="button" aria-current={e === chosen} onClick={() => pickEvent(e.key)}><span className="plan-list-name">{e.name || '–'}</span>{bad ? <Tag variant="filled" color="error">{t('bad')}</Tag> : troubled.has(e.name) && <span className="plan-dot" aria-hidden="true" />}</button></li>;
            })}</ul>
            {may && <Button block type="dashed" icon={<PlusOutlined />} onClick={() => { const e = newEvent(); setEvents([...plan.events, e]); setFind(''); set({ event: e.key }); }}>{t('addEvent')}</Button>}
          </nav>
          {chosen ? <EventForm key={chosen.key} event={chosen} wrong={wrongEvents.get(chosen.key)} error={error} disabled={!may}
            onChange={(e) => { setEvents(plan.events.map((x) => (x.key === e.key ? e : x))); if (e.name !== chosen.name) set({ event: e.key }); }}
            onRemove={() => setEvents(plan.events.filter((x) => x.key !== chosen.key))} />
            : <EmptyState kind="nothing" title={t('noEvents')} help={t('noEventsHelp')} />}
        </div>
      </Card>}
      {s.tab === 'attributes' && <Card><p className="muted">{t('attributesHelp')}</p><PropTable props={plan.attributes} known={known} mayRequire={false} disabled={!may} path="attributes" error={error} onChange={(attributes) => change({ attributes })} /></Card>}
      {s.tab === 'names' && <Card><Renames list={plan.renames} disabled={!may} error={error} onChange={(renames) => change({ renames })} /></Card>}
      {s.tab === 'history' && doc && <Card flush><History slug={doc.slug} version={doc.version} disabled={!may} onLoad={(d, n) => { setDraft({ ...readPlan(d), title: plan.title }); set({ tab: 'events' }); void message.info(t('loaded', { n })); }} /></Card>}
      {s.tab !== 'history' && <PreviewCard query={preview as never} days={s.days === 7 ? 7 : 1} onDays={(days) => set({ days })} blocked={blockedBy} />}
      {naming && <Naming title={t('newPlan')} suggested={plan.title} busy={put.isPending} error={put.error} onClose={() => setNaming(false)} onSave={saveAs} />}
      {leave.dialog}
    </Page>
  );
}
