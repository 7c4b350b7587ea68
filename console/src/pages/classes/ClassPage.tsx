import { Segmented, Tag } from 'antd';
import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Classification } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { Page } from '@/parts/page/Page';
import { PeriodPicker } from '@/parts/period/PeriodPicker';
import { AsOf } from '@/parts/text/AsOf';
import { pages, type PageProps } from '../index';
import { DailyTab } from './daily/DailyTab';
import { FlowTab } from './flow/FlowTab';
import { Gone } from './Gone';
import { NowTab } from './now/NowTab';
import { Origin } from './Origin';
import { strings } from './strings';
import { useModel } from './useModel';
import { useSpan, type Span } from './useSpan';

const DefinitionTab = lazy(() => import('./definition/DefinitionTab'));
const tabs = ['now', 'flow', 'daily', 'definition'] as const;
type Tab = (typeof tabs)[number];

function Body({ c, tab, span }: { c: Classification; tab: Tab; span: Span }) {
  const model = useModel(c);
  if (tab === 'flow') return <FlowTab model={model} span={span} />;
  if (tab === 'daily') return <DailyTab model={model} span={span} />;
  if (tab === 'definition') return <Suspense fallback={<Loading shape="page" />}><DefinitionTab c={c} /></Suspense>;
  return <NowTab c={c} model={model} span={span} />;
}

/** One page for every classification; what it shows follows from what the server answers: a grid, scores, references. */
export default function ClassPage({ params }: PageProps) {
  const t = useStrings(strings), pick = usePick();
  const [path] = useLocation();
  const slug = params.slug ?? decodeURIComponent(path.split('/').pop() ?? '');
  const [s, set] = useUrlState({ tab: p.maybe() });
  const span = useSpan();
  const q = useApi('getClassification', { slug }, { keep: false, live: false });
  const c = q.data;
  const tab: Tab = tabs.find((x) => x === s.tab) ?? (slug === 'aipl' ? 'flow' : 'now');
  const entry = pages.find((e) => e.path === `/classes/${slug}`);
  const title = c ? pick(c.title) : entry ? pick(entry.title) : slug;
  const gone = q.error?.status === 404;
  const names = { now: t('tabNow'), flow: t('tabFlow'), daily: t('tabDaily'), definition: t('tabDefinition') };
  return (
    <Page title={title} {...(entry ? {} : { back: '/classes' })}
      status={c && <><Origin c={c} /><Tag variant="filled">{t('v', { n: c.version })}</Tag><span title={c.used_by.map((u) => pick(u.title)).join(' · ')}>{c.used_by.length > 0 ? t('usedN', { n: c.used_by.length }) : t('unused')}</span></>}
      actions={c && tab !== 'definition' && <AsOf at={span.live ? span.asOf : undefined} onRefresh={span.refresh} />}
      toolbar={gone ? undefined : <>
        <Segmented value={tab} onChange={(v) => set({ tab: v }, { push: true })} options={tabs.map((x) => ({ value: x, label: names[x] }))} />
        {tab !== 'definition' && <PeriodPicker plain period={span.period} onChange={span.change} shown={{ from: span.from, to: span.to }} last={span.today} />}
      </>}>
      {gone ? <Gone slug={slug} title={title} /> : <Await query={q} shape="page">{(d) => <Body c={d} tab={tab} span={span} />}</Await>}
    </Page>
  );
}
