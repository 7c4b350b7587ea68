import { Button, Drawer, Tag } from 'antd';
import type { WriteKey } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { alive } from './kinds';
import { strings } from './strings';
import { NotTaken, Taken } from './Uses';

export interface KeyActs { edit: (k: WriteKey) => void; rotate: (k: WriteKey) => void; revoke: (k: WriteKey) => void }

/** One key: which secrets work until when, what came with it, how it is set. */
export default function KeyDrawer({ of, acts, onClose }: { of: WriteKey; acts: KeyActs; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat(), phone = usePhone();
  const rate = (n: number) => (n === 0 ? t('unlimited') : t('perSecond', { n }));
  const facts: [string, React.ReactNode][] = [
    [t('kind'), t(of.kind)],
    [t('scopes'), of.scopes.map((s) => <Tag key={s}>{t(`scope_${s}`)}</Tag>)],
    ...(of.kind === 'browser' ? [[t('origins'), of.origins.length === 0 ? t('anyOrigin') : of.origins.map((o) => <div key={o}>{o}</div>)] as [string, React.ReactNode]] : []),
    [t('rate'), rate(of.rate)], [t('addressRate'), rate(of.address_rate)], [t('keepIp'), t(of.keep_ip ? 'kept' : 'notKept')],
  ];
  return (
    <Drawer open size={phone ? '100%' : 420} title={of.title} onClose={onClose} mask={phone} extra={!alive(of) && <Tag>{t('revoked')}</Tag>}>
      <div className="wkey">
        {of.secrets.length > 0 && <section><h3>{t('secrets')}</h3><ul>{of.secrets.map((s) => (
          <li key={s.prefix + s.created_at}>
            {s.secret ? <CopyText text={s.secret} label={t('secret')} /> : <code>{s.prefix}…</code>}
            <span className="wkey-when">{s.until === null ? t('works') : t.node('until', { when: <Time v={s.until} /> })}{s.secret === null && ` · ${t('hidden')}`}</span>
          </li>))}</ul></section>}
        <section><h3>{t('use')}</h3><dl>
          <div><dt>{t('today')}</dt><dd><Taken of={of} n={of.today.events} /></dd></div>
          <div><dt>{t('todayBad')}</dt><dd><NotTaken of={of} use={of.today} /></dd></div>
          <div><dt>{t('last24h')}</dt><dd className="wkey-uses"><span className="num">{t('taken', { n: of.last_24h.events })}</span>{of.last_24h.rejected + of.last_24h.refused > 0 && <NotTaken of={of} use={of.last_24h} />}</dd></div>
          <div><dt>{t('total')}</dt><dd className="num">{f.count(of.events)}</dd></div>
          <div><dt>{t('lastEvent')}</dt><dd>{of.last_event_at ? <Time v={of.last_event_at} /> : t('never')}</dd></div>
        </dl></section>
        <section><h3>{t('settings')}</h3><dl>{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl></section>
        <p className="wkey-when">{t.node('createdBy', { who: of.created_by, when: <Time v={of.created_at} /> })}{of.revoked_at && <> · {t.node('revokedAt', { when: <Time v={of.revoked_at} /> })}</>}</p>
        {alive(of) && <div className="wkey-acts"><Button onClick={() => acts.edit(of)}>{t('edit')}</Button><Button onClick={() => acts.rotate(of)}>{t('rotate')}</Button><Button danger onClick={() => acts.revoke(of)}>{t('revoke')}</Button></div>}
      </div>
    </Drawer>
  );
}
