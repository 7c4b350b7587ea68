import { Button, Tag } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { list, type Doc } from './doc';
import { strings } from './strings';

/** What the programme was; an older version can be loaded into the editor. */
export function History({ slug, version, disabled, onLoad }: { slug: string; version: number; disabled: boolean; onLoad: (d: Doc) => void }) {
  const t = useStrings(strings);
  const q = useApi('documentVersions', { kind: 'programme', slug }, { live: false });
  return (
    <Await query={q} shape="table">{(d) => (
      <Table rows={d.items} rowKey={(r) => String(r.version)} label={t('versions')} columns={[
        { id: 'version', title: t('version'), cell: (r) => <>{r.version} {r.version === version && <Tag variant="filled">{t('current')}</Tag>}</> },
        { id: 'at', title: t('updated'), cell: (r) => <Time v={r.at} /> },
        { id: 'author', title: t('author'), wide: true, cell: (r) => r.author },
        { id: 'levels', title: t('nLevels'), align: 'right', wide: true, cell: (r) => list((r.document as Doc).levels).length },
        { id: 'acts', title: '', label: t('load'), align: 'right', cell: (r) => (r.version === version ? null : <Button size="small" disabled={disabled} onClick={() => onLoad(r.document as Doc)}>{t('load')}</Button>) },
      ]} />
    )}</Await>
  );
}
