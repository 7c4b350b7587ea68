import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useSend } from '@/api/hooks';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { useLang, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { firstCurrency, writeCurrency, type CurrencyForm } from './currency';
import { strings } from './strings';

const choices = { year: { expiry: 'months', months: '12', end: 'month' }, yearly: { expiry: 'yearly', yearly: '12-31' }, never: { expiry: 'never' } } as const satisfies Record<string, Partial<CurrencyForm>>;

/** The first currency, in a minute: three questions with answers already in them. */
export function FirstCurrency() {
  const t = useStrings(strings), role = useStrings(roleNames), { lang } = useLang(), { currency } = useWorkspace(), { message } = App.useApp();
  const may = useCan('operator');
  const [, go] = useLocation();
  const [name, setName] = useState<string>(firstCurrency()[lang]);
  const [valid, setValid] = useState<keyof typeof choices>('year');
  const [worth, setWorth] = useState('0.01');
  const put = useSend('putDocument', ['listResources', 'ledgerTotals']);
  const create = () => {
    const first = firstCurrency();
    // Left as it is, the name is right in both languages.
    const named = name.trim() === first[lang] ? {} : { zh: name.trim(), en: name.trim() };
    if (!name.trim()) return;
    // The server may tell everybody of it before it answers, and then this form is gone: a promise stays, a callback would not.
    put.mutateAsync({ kind: 'currency', slug: 'points', ...writeCurrency({ ...first, ...named, worth, ...choices[valid] }), $: { ifNew: true } } as never).then((d) => { void message.success(t('created')); go(`/points/currencies/${d.slug}`); }, () => undefined);
  };
  return (
    <Card className="points-first" title={t('firstTitle')} help={t('firstHelp')}>
      <form className="form" onSubmit={(e) => { e.preventDefault(); if (may) create(); }}>
        <Field label={t('firstName')} error={!name.trim() && t('nameMissing')}><Input value={name} maxLength={60} onChange={(e) => setName(e.target.value)} /></Field>
        <Field label={t('firstExpiry')}><Select value={valid} onChange={setValid} options={[{ value: 'year', label: t('firstYear') }, { value: 'yearly', label: t('firstYearly') }, { value: 'never', label: t('firstNever') }]} /></Field>
        <Field label={t('firstWorth', { money: currency })} help={t('firstWorthHelp')}><Input inputMode="decimal" value={worth} onChange={(e) => setWorth(e.target.value)} /></Field>
        {put.isError && <Problem inline error={put.error} />}
        <div className="points-acts">
          <ActionButton type="primary" htmlType="submit" loading={put.isPending} reason={may ? null : t('needRole', { role: role('operator') })}>{t('create')}</ActionButton>
          {may && <Link href="/points/currencies/new"><Button type="link">{t('moreSettings')}</Button></Link>}
        </div>
      </form>
    </Card>
  );
}
