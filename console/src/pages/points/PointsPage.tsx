import { Tag } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { PlusOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import type { LedgerTotal } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { ActDialog } from '@/parts/points/ActDialog';
import { useCurrencies } from '@/parts/points/useCurrencies';
import type { PageProps } from '../index';
import { Figures } from './Figures';
import { FirstCurrency } from './FirstCurrency';
import { PointsTabs } from './PointsTabs';
import { strings } from './strings';
import { totalsOf } from './totals';

/** A currency with what became of it; one that nothing was posted in yet has only its name. */
function CurrencyCard({ slug, name, total, archived, onGrant, reason }: { slug: string; name: string; total: LedgerTotal | undefined; archived: boolean; onGrant: () => void; reason: string | null }) {
  const t = useStrings(strings);
  const doc = useApi('getDocument', { kind: 'currency', slug }), pick = usePick();
  const d = doc.data?.document ?? {};
  const type = typeof d.type === 'string' ? d.type : 'points';
  return (
    <Card title={<Link href={`/points/currencies/${encodeURIComponent(slug)}`}>{(doc.data && pick(doc.data.title)) || name}</Link>}
      extra={<>{archived && <Tag variant="filled">{t('archivedTag')}</Tag>}<span>{t(`type_${type}` as 'type_points')}</span><code>{slug}</code>{!archived && <ActionButton size="small" reason={reason} onClick={onGrant}>{t('grant')}</ActionButton>}</>}>
      {total ? <Figures totals={totalsOf(total)} currency={slug} worth={d.worth === undefined ? null : Number(d.worth)} /> : <p className="muted">{t('noneYet')}</p>}
    </Card>
  );
}

/** The currencies of the workspace and what became of each. */
export default function PointsPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), [, go] = useLocation();
  const may = useCan('operator');
  const currencies = useCurrencies(), totals = useApi('ledgerTotals', {});
  const [granting, grant] = useState<string | null>(null);
  const reason = may ? null : t('needRole', { role: role('operator') });
  const list = (all: readonly LedgerTotal[]) => [
    ...currencies.items.map((r) => ({ slug: r.slug, total: all.find((x) => x.currency === r.slug), archived: false })),
    ...all.filter((x) => !currencies.active(x.currency)).map((x) => ({ slug: x.currency, total: x, archived: true })),
  ];
  return (
    <Page title={t('title')} lead={t('lead')} toolbar={<PointsTabs at="points" />}
      actions={<ActionButton icon={<PlusOutlined />} reason={reason} onClick={() => go('/points/currencies/new')}>{t('newCurrency')}</ActionButton>}>
      <Await query={currencies.query} shape="cards">{() => (
        <Await query={totals} shape="cards">{(d) => {
          const all = list(d.items);
          return all.length === 0 ? <FirstCurrency /> : (
            <div className="points-form">{all.map((x) => <CurrencyCard key={x.slug} {...x} name={currencies.name(x.slug)} reason={reason} onGrant={() => grant(x.slug)} />)}</div>
          );
        }}</Await>
      )}</Await>
      {granting !== null && <ActDialog act="grant" currency={granting} onClose={() => grant(null)} />}
    </Page>
  );
}
