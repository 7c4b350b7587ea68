import { Checkbox, Input, InputNumber, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { WriteKey, WriteScope } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { FormModal } from '@/parts/feedback/FormModal';
import { defaults, originsOf, scopes } from './kinds';
import { strings } from './strings';

export interface Made { key: WriteKey; secret: string }

const RATE_MAX = 1_000_000_000;

/** A new key, or another one's settings. */
export default function KeyForm({ of, onMade, onSaved, onClose }: { of: WriteKey | null; onMade: (m: Made) => void; onSaved: () => void; onClose: () => void }) {
  const t = useStrings(strings);
  const [kind, setKind] = useState<'browser' | 'server'>(of?.kind ?? 'browser');
  const [f, put] = useState({ title: of?.title ?? '', scopes: of?.scopes ?? defaults.browser.scopes, origins: of?.origins.join('\n') ?? '', rate: of?.rate ?? 0, addressRate: of?.address_rate ?? defaults.browser.addressRate, keepIp: of?.keep_ip ?? false });
  const set = (patch: Partial<typeof f>) => put((now) => ({ ...now, ...patch }));
  const [tried, setTried] = useState(false);
  const create = useSend('createWriteKey', ['listWriteKeys', 'listWriteKeyNames']), change = useSend('updateWriteKey', ['listWriteKeys', 'listWriteKeyNames']);
  const noTitle = f.title.trim() === '', noScope = f.scopes.length === 0;
  const submit = () => {
    setTried(true);
    if (noTitle || noScope) return;
    const body = { title: f.title.trim(), scopes: f.scopes, origins: kind === 'browser' ? originsOf(f.origins) : [], rate: f.rate, address_rate: f.addressRate, keep_ip: f.keepIp };
    if (of) change.mutate({ id: of.id, ...body }, { onSuccess: onSaved });
    else create.mutate({ kind, ...body }, { onSuccess: onMade });
  };
  const choose = (k: 'browser' | 'server') => { setKind(k); set({ scopes: defaults[k].scopes, addressRate: defaults[k].addressRate }); };
  const toggle = (s: WriteScope, on: boolean) => set({ scopes: scopes.filter((x) => (x === s ? on : f.scopes.includes(x))) });
  const send = of ? change : create;
  return (
    <FormModal holds={[kind, f]} title={of ? t('editTitle', { title: of.title }) : t('create')} submit={t(of ? 'save' : 'create')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('name')} help={t('nameHelp')} error={tried && noTitle && t('nameMissing')}><Input maxLength={100} value={f.title} onChange={(e) => set({ title: e.target.value })} /></Field>
      {!of && <Field label={t('kind')} help={t(kind === 'browser' ? 'browserHelp' : 'serverHelp')}><Segmented aria-label={t('kind')} value={kind} onChange={(k) => choose(k as typeof kind)} options={[{ value: 'browser', label: t('browser') }, { value: 'server', label: t('server') }]} style={{ justifySelf: 'start' }} /></Field>}
      <fieldset className="wkey-scopes"><legend>{t('scopes')}</legend>
        {scopes.map((s) => <Checkbox key={s} checked={f.scopes.includes(s)} onChange={(e) => toggle(s, e.target.checked)}>{t(`scope_${s}`)} <span className="muted">{t(`help_${s}`)}</span></Checkbox>)}
        {tried && noScope && <span className="field-note field-error" role="alert">{t('scopesMissing')}</span>}
      </fieldset>
      {kind === 'browser' && <Field label={t('origins')} help={t('originsHelp')}><Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} value={f.origins} onChange={(e) => set({ origins: e.target.value })} spellCheck={false} /></Field>}
      <div className="wkey-pair">
      <Field label={t('rate')} help={t('rateHelp')}><InputNumber min={0} max={RATE_MAX} precision={0} value={f.rate} onChange={(v) => set({ rate: v ?? 0 })} style={{ width: 160 }} /></Field>
      <Field label={t('addressRate')} help={t('addressRateHelp')}><InputNumber min={0} max={RATE_MAX} precision={0} value={f.addressRate} onChange={(v) => set({ addressRate: v ?? 0 })} style={{ width: 160 }} /></Field>
      </div>
      <Field label={t('keepIp')} help={t('keepIpHelp')}><Switch checked={f.keepIp} onChange={(keepIp) => set({ keepIp })} style={{ justifySelf: 'start' }} /></Field>
    </FormModal>
  );
}
