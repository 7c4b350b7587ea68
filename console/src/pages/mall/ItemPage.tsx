import { CopyOutlined, EditOutlined } from '@/theme/icons';
import { Alert, Tag } from 'antd';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { MallItem } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useArchive } from '@/parts/docs/useArchive';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Door } from '@/parts/people/Door';
import { Num } from '@/parts/text/Num';
import type { PageProps } from '../index';
import { daysAgo } from './doc';
import { usePrice } from './price';
import { Days } from './Report';
import { ItemState } from './State';
import { strings } from './strings';
import '@/parts/docs/docs.css';
import '../tasks/tasks.css';
import './mall.css';

const DAYS = 30;

function Facts({ i, title }: { i: MallItem; title: string }) {
  const t = useStrings(strings), f = useFormat();
  const orders = (state: string) => `/mall?tab=orders&item=${encodeURIComponent(i.slug)}${state}`;
  const facts: [string, React.ReactNode][] = [
    [t('left'), i.left === null ? t('unlimited') : <Num key="l" v={i.left} full />], [t('held'), <Num key="h" v={i.held} full />],
    [t('sold'), <Door key="s" expression={i.sold ? `did(mall_ordered where mall_item = ${JSON.stringify(i.slug)})` : null} title={t('peopleDoor', { title })}><Num v={i.sold} full /></Door>],
    [t('waiting'), i.waiting ? <Link key="w" href={orders('&state=placed')}><Num v={i.waiting} full /></Link> : '0'],
    ...(i.gone ? [[t('gone'), <Num key="g" v={i.gone} full />] as [string, React.ReactNode]] : []),
    [t('costs'), i.budget === null ? f.money(i.cost) : t('costOf', { cost: f.money(i.cost), budget: f.money(i.budget) })],
  ];
  return <Card title={t('numbers')} extra={<Link href={orders('')}>{t('seeOrders')}</Link>}><dl className="tsk-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl></Card>;
}

function Rules({ i }: { i: MallItem }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), names = useNames(), price = usePrice();
  const who = useApi('parseExpression', { expression: i.audience }, { enabled: i.audience !== '', live: false, fresh: 300_000 });
  const r = i.reward, what = !r ? '' : r.coupon ? t('nCoupons', { n: f.decimal(r.coupons), coupon: names.coupon(r.coupon) }) : t('nPoints', { n: f.decimal(r.points), currency: names.currency(r.currency) });
  const lim = i.limits, day = (v: string | null, otherwise: string) => (v ? f.dayOf(v) : otherwise);
  const lines = [
    price(i), ...i.levels.map((l) => t('rLevel', { who: pick(l.title) || l.when, price: price({ ...l, currency: i.currency }) })), i.codes ? t('rCodes', { pool: i.codes.pool }) : t(`rHand_${i.hand}`, { what }), i.stores.join(', '),
    i.audience ? (who.data && pick(who.data.sentence)) || i.audience : t('rEverybody'), t('rMost', { n: i.most }),
    lim.in_all !== null ? t('rPerson', { n: lim.in_all }) : '', lim.per_day !== null ? t('rDay', { n: lim.per_day }) : '', lim.per_week !== null ? t('rWeek', { n: lim.per_week }) : '', lim.per_month !== null ? t('rMonth', { n: lim.per_month }) : '',
    i.stock_per_day !== null ? t('rStockDay', { n: i.stock_per_day }) : '', Number(i.money) > 0 ? t('rPay', { n: i.pay_minutes }) : '', t('rDates', { from: day(i.from, t('now')), until: i.until ? f.dayOf(new Date(Date.parse(i.until) - 1).toISOString()) : t('noEnd') }),
  ];
  return <Card title={t('rules')}><ul className="doc-reads">{lines.filter(Boolean).map((x, k) => <li key={k}>{x}</li>)}</ul></Card>;
}

function One({ i }: { i: MallItem }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator'), reason = may ? null : t('needRole', { role: role('operator') }), title = pick(i.title) || i.slug;
  const f = useFormat(), report = useApi('mallReport', { item: i.slug, from: daysAgo(f.today(), DAYS - 1) });
  const archive = useArchive('mall_item', ['listMallItems', 'getMallItem', 'listResources'], [t('archiveStays')], () => go('/mall'));
  const live = i.state !== 'archived';
  return (
    <Page back="/mall" title={title} status={<><ItemState state={i.state} /><Tag variant="filled">v{i.version}</Tag></>}
      actions={<>
        {live && <ActionButton danger reason={reason} onClick={() => archive.ask({ slug: i.slug, title })}>{t('archive')}</ActionButton>}
        <ActionButton reason={reason} icon={<CopyOutlined />} onClick={() => go(`/mall/new?copy=${encodeURIComponent(i.slug)}`)}>{t('copy')}</ActionButton>
        {live && <ActionButton reason={reason} icon={<EditOutlined />} onClick={() => go(`/mall/${encodeURIComponent(i.slug)}/edit`)}>{t('edit')}</ActionButton>}
      </>}>
      {i.state === 'draft' && <Alert type="info" showIcon title={t('isDraft')} action={<Link href={`/mall/${encodeURIComponent(i.slug)}/edit`}>{t('edit')}</Link>} />}
      {i.few_codes && i.codes && <Alert type="warning" showIcon title={t('fewIn', { n: i.left ?? 0, pool: i.codes.pool })} action={<Link href="/mall?tab=codes">{t('importCodes')}</Link>} />}
      <div className="doc-editor">
        <div className="doc-main">
          <Facts i={i} title={title} />
          <Await query={report} shape="chart">{(d) => <Days days={d.days} n={DAYS} />}</Await>
        </div>
        <aside className="doc-side"><Rules i={i} /></aside>
      </div>
      {archive.dialog}
    </Page>
  );
}

/** One item: what is left of it, what it came to by day, its rules. */
export default function ItemPage({ params }: PageProps) {
  const t = useStrings(strings), slug = params.slug ?? '';
  const i = useApi('getMallItem', { slug }, { keep: false });
  if (i.data) return <One key={slug} i={i.data} />;
  return <Page title={t('title')} back="/mall"><Await query={i} shape="page">{() => null}</Await></Page>;
}
