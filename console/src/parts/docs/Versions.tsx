import { Button, Tag } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

/** What a document was; an older version can be loaded into the editor. */
export function Versions({ kind, slug, version, disabled, onLoad }: { kind: string; slug: string; version: number; disabled: boolean; onLoad: (d: object) => void }) {
  const t = useStrings(strings);
  const q = useApi('documentVersions', { kind, slug }, { live: false });
  return (
    <Await query={q} shape="table">{(d) => (
      <Table rows={d.items} rowKey={(r) => String(r.version)} label={t('versions')} columns={[
        { id: 'version', title: t('version'), cell: (r) => <>{r.version} {r.version === version && <Tag variant="filled">{t('current')}</Tag>}</> },
        { id: 'at', title: t('updated'), cell: (r) => <Time v={r.at} /> },
        { id: 'author', title: t('author'), wide: true, cell: (r) => r.author },
        { id: 'acts', title: '', label: t('load'), align: 'right', cell: (r) => (r.version === version ? null : <Button size="small" disabled={disabled} onClick={() => onLoad(r.document as object)}>{t('load')}</Button>) },
      ]} />
    )}</Await>
  );
}
