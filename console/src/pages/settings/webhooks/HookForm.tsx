import { Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { Webhook } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { slugFrom } from '@/parts/people/slug';
import { strings } from './strings';

const usual = ['points_*', 'coupon_*', 'member_*', 'tier_changed', 'order_completed'];
const text = (v: unknown): string => (typeof v === 'string' ? v : '');
const list = (v: unknown): string[] => (Array.isArray(v) ? v.filter((x): x is string => typeof x === 'string') : []);
const addressed = (s: string): boolean => /^https?:\/\/[^\s/@#]+([/?][^\s#]*)?$/.test(s);

function Form({ of, doc, onSaved, onClose }: { of: Webhook | null; doc: Record<string, unknown>; onSaved: (slug: string, made: boolean) => void; onClose: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const [f, put] = useState({ title: of ? (of.title.zh === of.title.en ? of.title.zh : '') : '', url: text(doc.url), events: list(doc.events), active: doc.active !== false && doc.active !== 'no' });
  const [tried, setTried] = useState(false);
  const save = useSend('putDocument', ['listWebhooks', 'getDocument']);
  // A title in two languages is kept as it is; one here stands for both.
  const both = of !== null && of.title.zh !== of.title.en, noTitle = !both && f.title.trim() === '';
  const submit = () => {
    setTried(true);
    if (noTitle || !addressed(f.url.trim()) || f.events.length === 0) return;
    const slug = of?.slug ?? slugFrom(f.title).replace(/^segment-/, 'webhook-');
    save.mutate({ ...doc, kind: 'webhook', slug, title: both ? of.title : f.title.trim(), url: f.url.trim(), events: f.events, active: f.active }, { onSuccess: () => onSaved(slug, of === null) });
  };
  return (
    <FormModal holds={f} title={of ? t('editTitle', { title: pick(of.title) }) : t('create')} submit={t(of ? 'save' : 'create')} busy={save.isPending} error={save.error} onSubmit={submit} onClose={onClose}>
      {!both && <Field label={t('name')} error={tried && noTitle && t('nameMissing')}><Input maxLength={120} value={f.title} onChange={(e) => put({ ...f, title: e.target.value })} /></Field>}
      <Field label={t('url')} help={t('urlHelp')} error={tried && !addressed(f.url.trim()) && t('urlBad')}><Input maxLength={2000} value={f.url} placeholder="https://" spellCheck={false} onChange={(e) => put({ ...f, url: e.target.value })} /></Field>
      <Field label={t('events')} help={t('eventsHelp')} error={tried && f.events.length === 0 && t('eventsMissing')}><Select mode="tags" maxCount={100} value={f.events} onChange={(events: string[]) => put({ ...f, events })} tokenSeparators={[',', ' ', '，', '、']} options={usual.map((value) => ({ value }))} /></Field>
      <Field label={t('active')}><Switch checked={f.active} onChange={(active) => put({ ...f, active })} style={{ justifySelf: 'start' }} /></Field>
    </FormModal>
  );
}

/** A new webhook, or another one's document. */
export default function HookForm({ of, onSaved, onClose }: { of: Webhook | null; onSaved: (slug: string, made: boolean) => void; onClose: () => void }) {
  const q = useApi('getDocument', { kind: 'webhook', slug: of?.slug ?? '' }, { enabled: of !== null, keep: false, live: false, fresh: 0 });
  if (of === null) return <Form of={null} doc={{}} onSaved={onSaved} onClose={onClose} />;
  return q.data ? <Form of={of} doc={q.data.document} onSaved={onSaved} onClose={onClose} /> : null;
}
