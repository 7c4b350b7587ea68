import { App, Input } from 'antd';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { apiKey, useSend } from '@/api/hooks';
import { useHotkey } from '@/commands/registry';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { useUrlState, p } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { isSlug, slugFrom } from '@/parts/people/slug';
import type { SavedQuestion } from './Saved';
import { strings } from './strings';

const schema = { saved: p.maybe(), q: p.maybe() };

export interface SaveQuestionProps { asks: string; asked: object | null; saved: SavedQuestion | null; dirty: boolean; suggested: string }

/** Keeps the question under a name, or as the next version of the one that is open. */
export function SaveQuestion({ asks, asked, saved, dirty, suggested }: SaveQuestionProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const may = useCan('operator');
  const [, set] = useUrlState(schema);
  const [naming, setNaming] = useState(false);
  const put = useSend('putDocument', ['listResources', 'askSaved']);
  const done = (d: Awaited<ReturnType<typeof put.mutateAsync>>) => {
    client.setQueryData(apiKey('getDocument', workspace, { kind: 'question', slug: d.slug }), d);
    message.success(t('questionSaved', { name: pick(d.title), n: d.version }));
    set({ saved: d.slug, q: null });
    setNaming(false);
  };
  const next = () => saved && asked && put.mutate({ kind: 'question', slug: saved.slug, ...saved.document, asks, question: asked, $: { ifMatch: saved.version } } as never, { onSuccess: done, onError: (e) => message.error(e.status === 412 ? t('savedElsewhere') : e.detail) });
  const blocked = !may ? t('needRole', { role: role('operator') }) : asked === null ? t('nothingAsked') : null;
  const save = () => { if (!blocked) { if (saved && dirty) next(); else if (!saved) setNaming(true); } };
  useHotkey('mod+s', t('saveQuestion'), save, { inFields: true });
  return (
    <>
      {saved && <ActionButton reason={blocked} onClick={() => setNaming(true)}>{t('saveAs')}</ActionButton>}
      <ActionButton type="primary" reason={blocked ?? (saved && !dirty ? t('nothingToSave') : null)} loading={put.isPending} onClick={save}>{t('saveQuestion')}</ActionButton>
      {naming && asked && <Naming suggested={suggested} onClose={() => setNaming(false)} busy={put.isPending} error={put.error}
        onSave={(slug, title) => put.mutate({ kind: 'question', slug, title: { zh: title, en: title }, asks, question: asked, $: { ifNew: true } } as never, { onSuccess: done })} />}
    </>
  );
}

/** A name and an id, for something new. */
export function Naming({ suggested, busy, error, title, onSave, onClose }: { suggested: string; busy: boolean; error: { status: number } | null; title?: string; onSave: (slug: string, title: string) => void; onClose: () => void }) {
  const t = useStrings(strings);
  const [name, setName] = useState(suggested);
  const [own, setOwn] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [dated] = useState(() => slugFrom('').replace('segment', 'q'));
  const latin = slugFrom(name);
  const slug = own ?? (latin.startsWith('segment-') ? dated : latin);
  const taken = error?.status === 412;
  const submit = () => { setTried(true); if (name.trim() && isSlug(slug)) onSave(slug, name.trim()); };
  return (
    <FormModal holds={[name, own]} title={title ?? t('saveQuestion')} submit={t('save')} busy={busy} error={taken ? null : error} onSubmit={submit} onClose={onClose}>
      <Field label={t('name')} error={tried && !name.trim() && t('nameMissing')}><Input value={name} maxLength={120} onChange={(e) => setName(e.target.value)} /></Field>
      <Field label={t('slug')} help={t('slugHelp')} error={taken ? t('slugTaken') : tried && !isSlug(slug) && t('slugHelp')}><Input value={slug} maxLength={64} onChange={(e) => setOwn(e.target.value)} /></Field>
    </FormModal>
  );
}
