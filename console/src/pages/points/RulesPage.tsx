import { Button, Tag } from 'antd';
import { Link, useLocation } from 'wouter';
import { PlusOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import type { EarnRuleState } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Amount } from '@/parts/points/Amount';
import { sign } from '@/parts/points/exact';
import { useCurrencies } from '@/parts/points/useCurrencies';
import { Table } from '@/parts/table/Table';
import type { PageProps } from '../index';
import type { Doc } from './currency';
import { PointsTabs } from './PointsTabs';
import { readRule } from './rule';
import { ruleStrings } from './ruleStrings';
import { strings } from './strings';

/** What a rule is worth, in a few words. */
function Gives({ slug }: { slug: string }) {
  const t = useStrings(ruleStrings);
  const q = useApi('getDocument', { kind: 'earn_rule', slug });
  if (!q.data) return null;
  const f = readRule(q.data.document as Doc);
  return (<>
    <span className="rule-gives">{f.reward === 'fixed' ? t('fixedOf', { n: f.points }) : f.reward === 'rate' ? t('rateOf', { of: f.of, per: f.per, n: f.points }) : t('stepsOf', { of: f.of, n: f.steps.length })}{f.multipliers.length > 0 && <span className="muted"> · {t('timesN', { n: f.multipliers.length })}</span>}</span>
    <span className="points-why"><code>{f.on}</code></span>
  </>);
}

export function RuleStatus({ x }: { x: EarnRuleState }) {
  const t = useStrings(ruleStrings);
  const out = x.budget_left !== null && sign(x.budget_left) === 0;
  return (<>
    <Tag variant="filled" color={x.version === 0 ? 'default' : x.problem ? 'error' : out ? 'warning' : 'success'}>{t(x.version === 0 ? 'archived' : x.problem ? 'broken' : out ? 'spent' : 'running')}</Tag>
    {x.problem && x.version > 0 && <span className="points-why points-bad">{x.problem}</span>}
    {x.errors > 0 && <span className="points-why"><Link href={`/points/why?lsn=${x.error_lsn}`}>{t('errorsN', { n: x.errors })}</Link>{x.error && ` · ${x.error}`}</span>}
  </>);
}

/** The rules, whether they run, and what they gave. */
export default function RulesPage(_: PageProps) {
  const t = useStrings(ruleStrings), s = useStrings(strings), role = useStrings(roleNames), pick = usePick(), f = useFormat(), [, go] = useLocation();
  const may = useCan('operator'), sees = useCan('analyst');
  const currencies = useCurrencies();
  const rules = useApi('listEarnRules', {}), named = useApi('listResources', { kind: 'earn_rule' });
  const name = (slug: string) => { const r = named.data?.items.find((x) => x.slug === slug); return (r && pick(r.title)) || slug; };
  const none = currencies.query.isSuccess && currencies.options.length === 0;
  const reason = !may ? s('needRole', { role: role('operator') }) : none ? t('noCurrency') : null;
  const begin = <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => go('/points/rules/new')}>{t('newRule')}</ActionButton>;
  return (
    <Page title={t('title')} lead={t('lead')} toolbar={<PointsTabs at="rules" />} actions={<>{sees && <Link href="/points/why"><Button>{t('whyShort')}</Button></Link>}{begin}</>}>
      <Await query={rules} shape="table">{(d) => d.items.length === 0 ? (
        <EmptyState kind="nothing" title={t(none ? 'noCurrency' : 'none')} help={none ? undefined : t('noneHelp')} action={none ? <Link href="/points"><Button type="primary">{t('toCurrency')}</Button></Link> : begin} />
      ) : (
        <Card flush>
          <Table<EarnRuleState> keys rows={d.items} rowKey={(r) => r.slug} label={t('title')} onOpen={(r) => go(`/points/rules/${encodeURIComponent(r.slug)}`)} columns={[
            { id: 'name', title: t('name'), sort: (r) => name(r.slug), cell: (r) => <><Link href={`/points/rules/${encodeURIComponent(r.slug)}`}>{name(r.slug)}</Link><span className="points-why">{currencies.name(r.currency)}</span></> },
            { id: 'gives', title: t('gives'), wide: true, cell: (r) => <Gives slug={r.slug} /> },
            { id: 'status', title: t('status'), cell: (r) => <RuleStatus x={r} /> },
            { id: 'today', title: t('today'), align: 'right', wide: true, sort: (r) => Number(r.granted_today), cell: (r) => <Amount v={r.granted_today} /> },
            { id: 'granted', title: t('granted'), align: 'right', sort: (r) => Number(r.granted), cell: (r) => <Link href={`/points/ledger?actor=earn&currency=${encodeURIComponent(r.currency)}`}><Amount v={r.granted} /></Link> },
            { id: 'back', title: t('takenBack'), align: 'right', wide: true, sort: (r) => Number(r.taken_back), cell: (r) => <Amount v={r.taken_back} /> },
            { id: 'budget', title: t('budget'), align: 'right', wide: true, cell: (r) => (r.budget_left === null ? <span className="muted">–</span> : t('budgetLeft', { n: f.decimal(r.budget_left) })) },
          ]} />
          {d.lag > 0 && <p className="points-empty-more">{t('behind', { n: f.count(d.lag) })}</p>}
        </Card>
      )}</Await>
    </Page>
  );
}
