import { MoreOutlined } from '@/theme/icons';
import { Button, Dropdown, Tag } from 'antd';
import { useMemo } from 'react';
import type { WriteKey } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Table, type Column } from '@/parts/table/Table';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import type { KeyActs } from './KeyDrawer';
import { alive, oldUntil } from './kinds';
import { strings } from './strings';
import { NotTaken, Taken } from './Uses';

export function KeyTable({ keys, acts, onOpen }: { keys: readonly WriteKey[]; acts: KeyActs; onOpen: (k: WriteKey) => void }) {
  const t = useStrings(strings), f = useFormat(), phone = usePhone();
  const columns = useMemo<Column<WriteKey>[]>(() => {
    const rate = (n: number) => (n === 0 ? t('unlimited') : t('perSecond', { n }));
    return [
      { id: 'title', title: t('name'), sort: (k) => k.title, cell: (k) => {
        const newest = k.secrets[0], old = oldUntil(k);
        return <>
          <span className="wkey-name"><strong>{k.title}</strong><Tag>{t(k.kind)}</Tag>{!alive(k) && <Tag>{t('revoked')}</Tag>}{old && <Tag color="warning">{t('rotating', { when: f.dayOf(old) })}</Tag>}</span>
          {newest && <span className="wkey-sub">{newest.secret ? <CopyText text={newest.secret} label={`${t('secret')} ${k.title}`} /> : <code>{newest.prefix}…</code>}</span>}
        </>;
      } },
      { id: 'scopes', title: t('scopes'), wide: true, cell: (k) => <>{k.scopes.map((s) => t(`scope_${s}`)).join(f.lang === 'zh' ? '、' : ', ')}{k.kind === 'browser' && <span className="wkey-sub">{k.origins.length === 0 ? t('anyOrigin') : `${k.origins[0]}${k.origins.length > 1 ? ` +${k.origins.length - 1}` : ''}`}</span>}</> },
      { id: 'rates', title: t('rates'), wide: true, className: 'wkey-rates', cell: (k) => <><span className="num">{t('ofKey', { rate: rate(k.rate) })}</span><span className="wkey-sub num">{t('ofAddress', { rate: rate(k.address_rate) })}</span></> },
      { id: 'today', title: t('today'), align: 'right', sort: (k) => k.today.events, cell: (k) => <><Taken of={k} n={k.today.events} />{phone && k.today.rejected + k.today.refused > 0 && <span className="wkey-sub wkey-right"><NotTaken of={k} use={k.today} /></span>}</> },
      { id: 'bad', title: t('todayBad'), wide: true, sort: (k) => k.today.rejected + k.today.refused, cell: (k) => <NotTaken of={k} use={k.today} /> },
      { id: 'last', title: t('lastEvent'), wide: true, sort: (k) => k.last_event_at, cell: (k) => (k.last_event_at ? <Time v={k.last_event_at} as="relative" /> : <span className="muted">{t('never')}</span>) },
      { id: 'actions', title: <span className="visually-hidden">{t('actions')}</span>, label: t('actions'), align: 'right', width: 48, cell: (k) => alive(k) && (
        <Dropdown trigger={['click']} menu={{ items: [
          { key: 'edit', label: t('edit'), onClick: () => acts.edit(k) }, { key: 'rotate', label: t('rotate'), onClick: () => acts.rotate(k) },
          { type: 'divider', key: 'd' }, { key: 'revoke', label: t('revoke'), danger: true, onClick: () => acts.revoke(k) }] }}>
          <Button type="text" size="small" aria-label={t('more', { title: k.title })} icon={<MoreOutlined />} />
        </Dropdown>) },
    ];
  }, [t, f, acts, phone]);
  return <Table rows={keys} columns={columns} rowKey={(k) => k.id} label={t('title')} keys onOpen={onOpen} />;
}
