import { Button, Tag } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

/** What the plan was; an older version can be loaded into the editor. */
export function History({ slug, version, disabled, onLoad }: { slug: string; version: number; disabled: boolean; onLoad: (document: unknown, version: number) => void }) {
  const t = useStrings(strings);
  const q = useApi('documentVersions', { kind: 'tracking_plan', slug }, { live: false });
  const count = (d: Record<string, unknown>) => Object.keys((d.events ?? {}) as object).length;
  return (
    <Await query={q} shape="table">{(d) => (
      <Table rows={d.items} rowKey={(r) => String(r.version)} label={t('history')} columns={[
        { id: 'version', title: t('version'), cell: (r) => <>{r.version} {r.version === version && <Tag variant="filled">{t('current')}</Tag>}</> },
        { id: 'at', title: t('updated'), cell: (r) => <Time v={r.at} /> },
        { id: 'author', title: t('author'), wide: true, cell: (r) => r.author },
        { id: 'events', title: t('events'), align: 'right', wide: true, cell: (r) => count(r.document) },
        { id: 'acts', title: '', label: t('restore'), align: 'right', cell: (r) => (r.version === version ? null : <Button size="small" disabled={disabled} onClick={() => onLoad(r.document, r.version)}>{t('restore')}</Button>) },
      ]} />
    )}</Await>
  );
}
