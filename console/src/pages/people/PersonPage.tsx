import { Segmented } from 'antd';
import { lazy, Suspense } from 'react';
import { useApi } from '@/api/hooks';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { AsOf } from '@/parts/text/AsOf';
import { CopyText } from '@/parts/text/CopyText';
import type { PageProps } from '../index';
import { Erase } from './Erase';
import { Orders } from './Orders';
import { RewardsCard } from './RewardsCard';
import { Attributes, Classes, Identities, Numbers } from './Sides';
import { strings } from './strings';
import { Timeline } from './Timeline';
import { WhySegment } from './WhySegment';
import './PersonPage.css';

const tabs = ['timeline', 'orders', 'rewards', 'segments', 'identity'] as const;
const Rewards = lazy(() => import('./Rewards'));
const Identity = lazy(() => import('./Identity'));

/** Everything about one person in one place (K4). */
export default function PersonPage({ params }: PageProps) {
  const t = useStrings(strings), pick = usePick();
  const id = params.id ?? '';
  const [s, set] = useUrlState({ tab: p.oneOf(tabs, 'timeline') });
  const q = useApi('getPerson', { id });
  const words = useApi('vocabulary', {});
  const d = q.data;
  const kinds = (words.data?.events ?? []).map((e) => ({ value: e.name, label: pick(e.title) || e.name }));
  return (
    <Page back="/people" title={d ? d.name ?? d.id : id} {...(d?.name ? { status: <CopyText text={d.id} /> } : {})} actions={<><AsOf at={d?.as_of} {...(d ? { lsn: d.lsn } : {})} onRefresh={() => void q.refetch()} busy={q.isFetching} />{d && <Erase id={d.id} name={d.name ?? d.id} />}</>}>
      <Await query={q} shape="page">
        {(person) => (
          <div className="person">
            <aside className="person-side"><Numbers person={person} /><RewardsCard id={person.id} onAll={() => set({ tab: 'rewards' }, { push: true })} /><Classes person={person} /><Identities person={person} onWhy={() => set({ tab: 'identity' }, { push: true })} /><Attributes person={person} /></aside>
            <div className="person-main">
              <Segmented value={s.tab} onChange={(v) => set({ tab: v as typeof s.tab }, { push: true })} options={tabs.map((x) => ({ value: x, label: t(x) }))} />
              {s.tab === 'timeline' && <Card><Timeline id={person.id} kinds={kinds} /></Card>}
              {s.tab === 'orders' && <Card flush><Orders id={person.id} /></Card>}
              {s.tab === 'rewards' && <Suspense><Rewards id={person.id} /></Suspense>}
              {s.tab === 'segments' && <WhySegment person={person} />}
              {s.tab === 'identity' && <Suspense><Identity id={person.id} /></Suspense>}
            </div>
          </div>
        )}
      </Await>
    </Page>
  );
}
