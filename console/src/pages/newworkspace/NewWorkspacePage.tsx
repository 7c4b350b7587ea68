import { LockOutlined } from '@/theme/icons';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useSend } from '@/api/hooks';
import { useRefreshMe } from '@/api/session';
import { useMe } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Problem } from '@/parts/feedback/Problem';
import { CurrencySelect } from '@/parts/fields/CurrencySelect';
import { Field } from '@/parts/fields/Field';
import { ZoneSelect } from '@/parts/fields/ZoneSelect';
import { isSlug } from '@/parts/people/slug';
import { Plain } from '@/shell/Plain';
import { strings } from './strings';

const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 64);

export default function NewWorkspacePage() {
  const t = useStrings(strings);
  const me = useMe();
  const [, go] = useLocation();
  const refresh = useRefreshMe();
  const [title, setTitle] = useState(''), [slug, setSlug] = useState(''), [own, setOwn] = useState(false), [tried, setTried] = useState(false);
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone), [currency, setCurrency] = useState('CNY');
  const create = useSend('createWorkspace', ['listWorkspaces']);
  useEffect(() => { document.title = `${t('title')} · Shoal`; }, [t]);
  if (!me.may_create_workspaces) return <Plain><EmptyState kind="nothing" icon={<LockOutlined />} title={t('no')} help={t('noHelp')} action={<Button href="/">{t('back')}</Button>} /></Plain>;
  const taken = create.error?.status === 409;
  const submit = () => {
    setTried(true);
    if (!title.trim() || !isSlug(slug)) return;
    create.mutate({ slug, title: title.trim(), zone, currency }, { onSuccess: () => void refresh().then(() => go(`/w/${slug}/`)) });
  };
  return (
    <Plain wide>
      <form className="form" style={{ maxWidth: 'none' }} onSubmit={(e) => { e.preventDefault(); submit(); }} noValidate>
        <div><h1 className="form-title">{t('title')}</h1><p className="muted form-lead">{t('lead')}</p></div>
        <Field label={t('name')} error={tried && !title.trim() && t('nameMissing')}><Input autoFocus maxLength={100} value={title} onChange={(e) => { setTitle(e.target.value); if (!own) setSlug(slugOf(e.target.value)); }} /></Field>
        <Field label={t('slug')} help={t('slugHelp')} error={taken ? t('slugTaken') : tried && !isSlug(slug) && t('slugBad')}><Input maxLength={64} value={slug} spellCheck={false} onChange={(e) => { setOwn(true); setSlug(e.target.value); }} /></Field>
        <Field label={t('zone')} help={t('zoneHelp')}><ZoneSelect label={t('zone')} value={zone} onChange={setZone} /></Field>
        <Field label={t('currency')} help={t('currencyHelp')}><CurrencySelect label={t('currency')} value={currency} onChange={setCurrency} /></Field>
        {create.isError && !taken && <Problem inline error={create.error} />}
        <div className="form-row form-end"><Button href="/">{t('back')}</Button><Button type="primary" htmlType="submit" loading={create.isPending}>{t('create')}</Button></div>
      </form>
    </Plain>
  );
}
