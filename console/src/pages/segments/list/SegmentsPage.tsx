import { CloudUploadOutlined, PartitionOutlined, PlusOutlined } from '@/theme/icons';
import { Input, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import { p, useUrlState } from '@/hooks/useUrlState';
import type { PageProps } from '@/pages';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Await } from '@/parts/feedback/Await';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { AsOf } from '@/parts/text/AsOf';
import { useHotkey } from '@/commands/registry';
import { useCan } from '@/hooks/workspace';
import { roleNames } from '@/i18n/strings';
import { ExportDialog } from '../ExportDialog';
import { strings } from '../strings';
import { UploadDialog } from '../upload/UploadDialog';
import { matches } from './match';
import { Picked } from './Picked';
import { SegmentTable } from './SegmentTable';
import { useArchive } from './useArchive';
import './SegmentsPage.css';

export default function SegmentsPage(_: PageProps) {
  const t = useStrings(strings), roles = useStrings(roleNames), pick = usePick(), f = useFormat();
  const [, go] = useLocation();
  const [{ status, q, add }, set] = useUrlState({ status: p.oneOf(['active', 'archived'] as const, 'active'), q: p.text(), add: p.oneOf(['', 'list'] as const, '') });
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [exporting, setExporting] = useState<{ expression: string; title: string } | null>(null);
  const list = useApi('listSegments', { status, sizes: true });
  const archive = useArchive();
  const rows = useMemo(() => (list.data?.items ?? []).filter((s) => matches(s, q)), [list.data, q]);
  const chosen = rows.filter((s) => picked.has(s.slug));
  const make = () => go('/segments/new');
  useHotkey('n', t('new'), make);
  const button = <ActionButton type="primary" icon={<PlusOutlined />} onClick={make}>{t('new')}</ActionButton>;
  const may = useCan('operator');
  const upload = <ActionButton icon={<CloudUploadOutlined />} reason={!may && t('needRole', { role: roles('operator') })} onClick={() => set({ add: 'list' }, { push: true })}>{t('upload')}</ActionButton>;
  return (
    <Page title={t('segments')} lead={t('lead')} actions={<><AsOf at={list.data?.as_of} {...(list.data ? { lsn: list.data.lsn } : {})} onRefresh={() => void list.refetch()} busy={list.isFetching} />{upload}{button}</>}
      toolbar={<>
        <Segmented aria-label={t('statusOf')} value={status} onChange={(v: 'active' | 'archived') => { setPicked(new Set()); set({ status: v }, { push: true }); }} options={[{ value: 'active', label: t('active') }, { value: 'archived', label: t('archived') }]} />
        <Input.Search className="segments-search" allowClear aria-label={t('searchHint')} placeholder={t('searchHint')} defaultValue={q} onChange={(e) => set({ q: e.target.value })} />
        {q && list.data && <span className="muted num">{t('found', { n: f.count(rows.length), all: f.count(list.data.items.length) })}</span>}
      </>}>
      {chosen.length > 0 && <Picked rows={chosen} archived={status === 'archived'} onClear={() => setPicked(new Set())} archive={archive} />}
      <Await query={list} shape="table">
        {(d) => (
          <Card flush>
            {d.items.length === 0
              ? status === 'archived' ? <EmptyState kind="nothing" icon={<PartitionOutlined />} title={t('noneArchived')} help={t('noneArchivedHelp')} /> : <EmptyState kind="nothing" icon={<PartitionOutlined />} title={t('none')} help={t('noneHelp')} action={<>{button} {upload}</>} />
              : rows.length === 0 ? <EmptyState kind="narrow" title={t('noMatch', { q })} onClear={() => set({ q: '' })} />
                : <SegmentTable rows={rows} asOf={d.as_of} archived={status === 'archived'} picked={picked} onPick={setPicked} archive={archive} onExport={(s) => setExporting({ expression: s.expression, title: pick(s.title) })} />}
          </Card>
        )}
      </Await>
      {archive.dialog}
      {add === 'list' && may && <UploadDialog onClose={() => set({ add: '' })} />}
      {exporting && <ExportDialog {...exporting} onClose={() => setExporting(null)} />}
    </Page>
  );
}
