import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import type { CouponKind } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { showPanel } from '@/shell/ui';
import { closed, left, segmentOf } from './kinds';
import { strings } from './strings';
import './coupons.css';

export interface IssueToPeopleProps {
  /** Who gets one. */
  expression: string;
  /** What they are called. */
  who: string;
  asOf?: string | undefined;
  /** The kind, where it is known already. */
  kind?: CouponKind;
  onDone: () => void;
}

/** One coupon to everybody of a number: how many, who is held out, what is left, then the job. */
export function IssueToPeople({ expression, who, asOf, kind: given, onDone }: IssueToPeopleProps) {
  const t = useStrings(strings), c = useStrings(common), pick = usePick();
  const { notification } = App.useApp();
  const [slug, setSlug] = useState<string | null>(given?.slug ?? null);
  const [asking, ask] = useState(false);
  const list = useApi('listCouponKinds', {}, { enabled: given === undefined, live: false });
  const at = asOf ? { as_of: asOf } : {};
  const count = useApi('countPeople', { expression, ...at }, { enabled: expression !== '', live: false });
  const send = useSend('issueToSegment', ['listJobs', 'getCouponKind', 'listCouponKinds', 'listCouponBatches']);
  const kinds = given ? [given] : list.data?.items ?? [];
  const kind = kinds.find((k) => k.slug === slug);
  const name = (k: CouponKind) => pick(k.title) || k.slug;
  const people = count.isPlaceholderData ? undefined : count.data?.people;
  const share = kind?.holdout ? Number(kind.holdout) : 0;
  const rest = kind ? left(kind.counts) : null;
  const short = rest !== null && people !== undefined && rest < people * (1 - share / 100);
  const facts = kind && people !== undefined ? [
    t('people', { n: people }),
    ...(share > 0 ? [t('heldOut', { share: String(share), n: Math.round(people * share / 100) })] : []),
    ...(rest === null ? [] : [short ? t('leftFew', { n: rest }) : t('left', { n: rest })]),
  ] : [];
  const segment = segmentOf(expression);
  const submit = () => kind && send.mutate({ kind: kind.slug, ...(segment ? { segment } : { expression }), ...at }, {
    onSuccess: (job) => {
      ask(false);
      onDone();
      notification.success({ key: job.id, title: t('started'), actions: <Button type="link" size="small" onClick={() => { notification.destroy(job.id); showPanel('tasks'); }}>{t('tasks')}</Button> });
    },
  });
  if (!given && list.data && !kinds.some((k) => !closed(k))) return <div className="audience-form"><p>{t('noKinds')}</p><div className="audience-row"><Link href="/coupons/new"><Button>{t('makeOne')}</Button></Link></div></div>;
  return (
    <form className={given ? 'coupon-issue' : 'audience-form coupon-issue'} onSubmit={(e) => { e.preventDefault(); if (kind) ask(true); }}>
      {!given && <label>{t('kind')}<Select autoFocus aria-label={t('kind')} placeholder={t('pickKind')} value={slug} loading={list.isLoading} onChange={setSlug} showSearch={{ optionFilterProp: 'label' }} options={kinds.map((k) => ({ value: k.slug, label: name(k), disabled: closed(k) !== null }))} /></label>}
      {kind && !given && kind.sentence && <p>{pick(kind.sentence)}</p>}
      {kind && (people === undefined ? (count.isError ? <Problem inline error={count.error} /> : expression !== '' && <p>{t('counting')}…</p>)
        : <ul>{facts.map((x, i) => <li key={i} className={short && i === facts.length - 1 ? 'coupon-short' : undefined}>{x}</li>)}</ul>)}
      {list.isError && <Problem inline error={list.error} />}
      <div className={given ? 'form-row form-end' : 'audience-row'}><Button onClick={onDone}>{c('cancel')}</Button><Button type="primary" htmlType="submit" disabled={!kind || !people}>{t('issue')}…</Button></div>
      {kind && <ConfirmReach open={asking} title={t('issueTo', { kind: name(kind), who })} confirm={t('issue')} busy={send.isPending} error={send.error}
        {...(count.data ? { reach: { people: count.data.people, everyone: count.data.everyone } } : {})}
        consequences={[...facts.slice(1), t('oneEach'), t('audienceSkipped'), t('cannotRecall')]} onConfirm={submit} onCancel={() => ask(false)} />}
    </form>
  );
}
