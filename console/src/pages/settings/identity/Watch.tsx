import { useApi } from '@/api/hooks';
import type { IdentityWatch, SharedDevice, Watched } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Await } from '@/parts/feedback/Await';
import { IdentityText } from '@/parts/identity/IdentityText';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

function List({ title, help, rows, all, person }: { title: string; help: string; rows: Watched[]; all: number; person: boolean }) {
  const t = useStrings(strings), f = useFormat();
  return (
    <Card flush title={`${title} · ${f.count(all)}`} help={help}>
      {rows.length === 0 ? <p className="watch-none">{t('none')}</p> : (
        <Table<Watched> label={title} rows={rows} rowKey={(r) => String(r.identity?.subject)} foot={rows.length < all && t('first', { n: rows.length, all })} columns={[
          { id: 'identity', title: t(person ? 'person' : 'identity'), cell: (r) => <IdentityText of={r.identity} link /> },
          ...(person ? [{ id: 'parts', title: t('parts'), align: 'right' as const, cell: (r: Watched) => f.count(r.identities) }] : [{ id: 'person', title: t('person'), wide: true, cell: (r: Watched) => <IdentityText of={r.person} link /> }]),
          { id: 'by', title: t('by'), cell: (r) => (r.by === 'hand' ? r.author : t('rulesDid')) },
          { id: 'when', title: t('when'), wide: true, align: 'right', cell: (r) => <Time v={r.at} as="relative" /> },
        ]} />)}
    </Card>
  );
}

function Lists({ d }: { d: IdentityWatch }) {
  const t = useStrings(strings), f = useFormat();
  return (
    <div className="page-content">
      <List title={t('blocked')} help={t('blockedHelp')} rows={d.blocked} all={d.n_blocked} person={false} />
      <List title={t('frozen')} help={t('frozenHelp')} rows={d.frozen} all={d.n_frozen} person />
      <Card flush title={`${t('shared')} · ${f.count(d.n_shared)}`} help={`${t('sharedHelp')} ${t('devicesKnown', { n: d.devices })}`}>
        {d.shared.length === 0 ? <p className="watch-none">{t('none')}</p> : (
          <Table<SharedDevice> label={t('shared')} rows={d.shared} rowKey={(r) => String(r.identity?.subject)} foot={d.shared.length < d.n_shared && t('first', { n: d.shared.length, all: d.n_shared })} columns={[
            { id: 'identity', title: t('identity'), cell: (r) => <IdentityText of={r.identity} link /> },
            { id: 'accounts', title: t('accounts'), align: 'right', cell: (r) => (r.accounts >= 5 ? t('atLeast', { n: r.accounts }) : f.count(r.accounts)) },
            { id: 'until', title: t('until'), align: 'right', cell: (r) => <Time v={r.until} as="day" /> },
          ]} />)}
      </Card>
    </div>
  );
}

export function Watch() {
  const q = useApi('identityWatch', {});
  return <Await query={q} shape="table">{(d) => <Lists d={d} />}</Await>;
}
