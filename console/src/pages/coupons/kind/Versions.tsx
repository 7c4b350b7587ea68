import { Button, Tag } from 'antd';
import { useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { CouponKind } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';

/** What the rule was; an older version can be opened in the editor. */
export function Versions({ kind }: { kind: CouponKind }) {
  const t = useStrings(strings);
  const [, go] = useLocation();
  const q = useApi('documentVersions', { kind: 'coupon', slug: kind.slug }, { live: false });
  return (
    <Await query={q} shape="table">{(d) => (
      <Card flush help={t('vHelp')} title={t('versions')}>
        <Table rows={d.items} rowKey={(r) => String(r.version)} label={t('versions')} columns={[
          { id: 'version', title: t('vNumber'), cell: (r) => <>{r.version} {r.version === kind.version && <Tag variant="filled">{t('vCurrent')}</Tag>}</> },
          { id: 'at', title: t('vAt'), cell: (r) => <Time v={r.at} /> },
          { id: 'author', title: t('vBy'), wide: true, cell: (r) => r.author },
          { id: 'acts', title: '', label: t('vOpen'), align: 'right', cell: (r) => (r.version === kind.version ? null : <Button size="small" onClick={() => go(`/coupons/${kind.slug}/edit?version=${r.version}`)}>{t('vOpen')}</Button>) },
        ]} />
      </Card>
    )}</Await>
  );
}
