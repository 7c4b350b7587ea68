import { Button, Tag } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { Doc } from './currency';
import { strings } from './strings';

/** What a document was; an older version can be loaded into the editor, where it is a change like any other. */
export function Versions({ kind, slug, version, disabled, onLoad }: { kind: string; slug: string; version: number; disabled: boolean; onLoad: (document: Doc) => void }) {
  const t = useStrings(strings);
  const q = useApi('documentVersions', { kind, slug }, { live: false, fresh: 0 });
  return (
    <Card flush>
      <Await query={q} shape="table">{(d) => (
        <Table rows={d.items} rowKey={(r) => String(r.version)} label={t('tabVersions')} columns={[
          { id: 'version', title: t('version'), cell: (r) => <>{r.version} {r.version === version && <Tag variant="filled">{t('current')}</Tag>}</> },
          { id: 'at', title: t('updated'), cell: (r) => <Time v={r.at} /> },
          { id: 'author', title: t('author'), wide: true, cell: (r) => r.author },
          { id: 'acts', title: '', label: t('load'), align: 'right', cell: (r) => (r.version === version ? null : <Button size="small" disabled={disabled} onClick={() => onLoad(r.document as Doc)}>{t('load')}</Button>) },
        ]} />
      )}</Await>
    </Card>
  );
}
