import { EditOutlined } from '@/theme/icons';
import { Segmented, Select, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { MemberRow, ResourceDocument } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { JoinDialog } from '@/parts/members/JoinDialog';
import { MemberDrawer } from '@/parts/members/MemberDrawer';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { joinKind, list, titleOf, type Doc } from './doc';
import { Numbers } from './Numbers';
import { Reading } from './Reading';
import { strings } from './strings';
import './members.css';

const states = ['active', 'left', 'lapsed'] as const;
const schema = { status: p.oneOf(states, 'active'), level: p.maybe(), member: p.maybe() };

function Members({ slug, doc }: { slug: string; doc: Doc }) {
  const t = useStrings(strings), pick = usePick();
  const [s, set] = useUrlState(schema);
  const levels = list(doc.levels).map((l) => ({ value: l.slug, label: pick(titleOf(l.title, l.slug)) || l.slug }));
  const level = (of: string) => levels.find((l) => l.value === of)?.label ?? (of || t('noLevel'));
  const q = useApiPages('listMembers', { slug, status: s.status, limit: 50, ...(s.level === null ? {} : { level: s.level }) }, { live: true });
  const rows = useMemo(() => q.data?.pages.flatMap((x) => x.items) ?? [], [q.data]);
  const paid = joinKind(doc.join) === 'paid';
  const columns = [
    { id: 'person', title: t('person'), cell: (r: MemberRow) => (r.known ? r.known.name ?? r.known.id : <span className="muted">{t('erased')}</span>) },
    { id: 'level', title: t('level'), cell: (r: MemberRow) => (r.level ? <Tag variant="filled">{level(r.level)}</Tag> : <span className="muted">{t('noLevel')}</span>) },
    { id: 'joined', title: t('joinedAt'), cell: (r: MemberRow) => <Time v={r.joined_at} as="day" /> },
    { id: 'source', title: t('source'), wide: true, cell: (r: MemberRow) => r.source || '–' },
    { id: 'store', title: t('store'), wide: true, cell: (r: MemberRow) => r.store || '–' },
    { id: 'staff', title: t('staff'), wide: true, cell: (r: MemberRow) => r.staff || '–' },
    { id: 'since', title: t('levelSince'), wide: true, cell: (r: MemberRow) => <Time v={r.level_since} as="day" /> },
    paid ? { id: 'until', title: t('paidUntil'), wide: true, cell: (r: MemberRow) => <Time v={r.paid_until} as="day" /> } : { id: 'until', title: t('periodEnd'), wide: true, cell: (r: MemberRow) => (r.period_end ? <Time v={r.period_end} as="day" /> : t('forever')) },
  ];
  return (
    <Card flush title={t('list')} extra={<>
      <Select size="small" aria-label={t('level')} value={s.level ?? ''} onChange={(v) => set({ level: v || null })} options={[{ value: '', label: t('allLevels') }, ...levels]} popupMatchSelectWidth={false} />
      <Segmented size="small" aria-label={t('status')} value={s.status} onChange={(v) => set({ status: v })} options={states.map((x) => ({ value: x, label: t(x) }))} />
    </>}>
      {!q.data ? (q.isError ? <Problem error={q.error} onRetry={() => void q.refetch()} /> : <Loading shape="table" />) : (
        <>
          <Table<MemberRow> keys rows={rows} rowKey={(r) => String(r.member)} label={t('list')} columns={columns} onOpen={(r) => r.person && set({ member: r.person }, { push: true })}
            onMore={q.hasNextPage ? () => void q.fetchNextPage() : undefined} moreBusy={q.isFetchingNextPage}
            empty={s.level !== null || s.status !== 'active' ? <EmptyState kind="narrow" title={t('nobody')} onClear={() => set({ level: null, status: 'active' })} /> : <EmptyState kind="nothing" title={t('noMembers')} help={t('noMembersHelp')} />} />
          <NextPage list={q} />
        </>
      )}
    </Card>
  );
}

function Programme({ saved }: { saved: ResourceDocument }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator'), sees = useCan('analyst');
  const [s, set] = useUrlState(schema);
  const [joining, setJoining] = useState(false);
  const doc = saved.document as Doc, title = pick(saved.title) || saved.slug;
  const reason = may ? null : t('needRole', { role: role('operator') });
  return (
    <Page back="/members" title={title} status={<><Tag variant="filled">v{saved.version}</Tag><Tag variant="filled">{t(joinKind(doc.join))}</Tag></>}
      actions={<>
        <ActionButton reason={reason} onClick={() => setJoining(true)}>{t('takeIn')}</ActionButton>
        <ActionButton type="primary" icon={<EditOutlined />} reason={reason} onClick={() => go(`/members/${saved.slug}/edit`)}>{t('edit')}</ActionButton>
      </>}>
      <div className="prg-editor">
        <div className="prg-main">
          <Card title={t('ladder')}><Numbers slug={saved.slug} title={title} doc={doc} /></Card>
          {sees ? <Members slug={saved.slug} doc={doc} /> : <EmptyState kind="forbidden" need="analyst" />}
        </div>
        <aside className="prg-side"><Reading doc={doc} /></aside>
      </div>
      {joining && <JoinDialog slug={saved.slug} doc={doc} onClose={() => setJoining(false)} onDone={(id) => { setJoining(false); set({ member: id }, { push: true }); }} />}
      {s.member !== null && <MemberDrawer slug={saved.slug} id={s.member} onClose={() => set({ member: null })} />}
    </Page>
  );
}

/** One programme: its levels with their numbers, and its members. */
export default function ProgrammePage({ params }: PageProps) {
  const t = useStrings(strings), slug = params.slug ?? '';
  const q = useApi('getDocument', { kind: 'programme', slug }, { keep: false });
  if (q.data) return <Programme key={slug} saved={q.data} />;
  return <Page title={t('title')} back="/members"><Await query={q} shape="page">{() => null}</Await></Page>;
}
