import { DownloadOutlined, EditOutlined, SaveOutlined, TagOutlined } from '@/theme/icons';
import { Drawer, Select } from 'antd';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { usePhone } from '@/hooks/useMedia';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { AsOf } from '@/parts/text/AsOf';
import { ExpressionView } from '@/parts/text/ExpressionView';
import { pages } from '@/pages';
import { IssueToPeople } from '@/parts/coupons/IssueToPeople';
import { ExportPeople } from './ExportPeople';
import { PeopleTable } from './PeopleTable';
import { SaveSegment } from './SaveSegment';
import { strings } from './strings';
import './AudienceBody.css';

const sorts = ['revenue', 'orders', 'last_seen', 'id'] as const;
const hasEditor = pages.some((e) => e.path === '/segments/new');

/** 人群抽屉: who is behind a number, and what can be done with them. */
export default function AudienceBody({ expression, title, asOf, onClose }: { expression: string; title: string; asOf: string | undefined; onClose: () => void }) {
  const f = useFormat(), t = useStrings(strings), role = useStrings(roleNames);
  const phone = usePhone();
  const [, go] = useLocation();
  const may = { save: useCan('operator'), list: useCan('analyst') };
  const [{ people_sort: sort }, set] = useUrlState({ people_sort: p.oneOf(sorts, 'revenue') });
  const [verb, setVerb] = useState<string | null>(null);
  const at = asOf ? { as_of: asOf } : {};
  const count = useApi('countPeople', { expression, ...at }, { keep: false });
  const list = useApiPages('listPeople', { expression, sort, limit: 50, ...at });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const head = list.data?.pages[0];
  const needs = (need: 'operator') => t('needRole', { role: role(need) });
  const done = () => setVerb(null), rule = count.data?.canonical ?? expression;
  // What can be done with the people: a button each, and what opens under the buttons.
  const verbs: { id: string; icon: ReactNode; title: string; form: () => ReactNode }[] = [
    { id: 'save', icon: <SaveOutlined />, title: t('saveSegment'), form: () => <SaveSegment expression={rule} suggested={title} onDone={done} /> },
    { id: 'coupon', icon: <TagOutlined />, title: t('issueCoupon'), form: () => <IssueToPeople expression={expression} who={title || t('audience')} asOf={asOf} onDone={done} /> },
    { id: 'export', icon: <DownloadOutlined />, title: t('exportList'), form: () => <ExportPeople expression={expression} asOf={asOf} people={count.data?.people} onDone={done} /> },
  ];
  const names = { revenue: t('sortRevenue'), orders: t('sortOrders'), last_seen: t('sortLastSeen'), id: t('sortId') };

  // The drawer is not modal on wide screens, so nobody else moves the focus there; Escape is the drawer's own.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => { const frame = requestAnimationFrame(() => top.current?.focus()); return () => cancelAnimationFrame(frame); }, []);

  return (
    <Drawer open onClose={onClose} size={phone ? '100%' : 420} title={title || t('audience')} mask={phone} rootClassName="audience-root" styles={{ body: { padding: 0 } }}>
      <div className="audience" ref={top} tabIndex={-1}>
        {count.data ? (
          <div className="audience-count">
            <strong className="num">{t.node('nPeople', { n: f.count(count.data.people) })}</strong>
            <span>{t('ofEveryone', { everyone: f.count(count.data.everyone), share: f.rate(count.data.share) })}</span>
            <AsOf at={count.data.as_of} lsn={count.data.lsn} />
          </div>
        ) : count.isError ? <Problem error={count.error} onRetry={() => void count.refetch()} /> : <Loading shape="text" />}
        <ExpressionView expression={count.data?.canonical ?? expression} sentence={count.data?.sentence ?? null} copy />
        <div className="audience-verbs">
          {verbs.map((v, i) => <ActionButton key={v.id} type={i === 0 ? 'primary' : 'default'} icon={v.icon} reason={!may.save && needs('operator')} onClick={() => setVerb(verb === v.id ? null : v.id)} aria-expanded={verb === v.id}>{v.title}</ActionButton>)}
          {hasEditor && <ActionButton icon={<EditOutlined />} onClick={() => go(`/segments/new?expression=${encodeURIComponent(expression)}`)}>{t('openEditor')}</ActionButton>}
        </div>
        {verbs.find((v) => v.id === verb)?.form()}
        {may.list && (
          <div className="audience-list">
            <div className="audience-bar">
              <span className="num">{head ? t('shown', { shown: f.count(rows.length), total: f.count(head.total) }) : ''}</span>
              <Select size="small" variant="borderless" aria-label={t('sortBy')} value={sort} onChange={(v) => set({ people_sort: v })} options={sorts.map((s) => ({ value: s, label: names[s] }))} />
            </div>
            {head ? <><PeopleTable dense label={title || t('audience')} columns={head.columns} rows={rows} only={['orders', 'revenue', 'last_seen']} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} /><NextPage list={list} /></>
              : list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />}
          </div>
        )}
      </div>
    </Drawer>
  );
}
