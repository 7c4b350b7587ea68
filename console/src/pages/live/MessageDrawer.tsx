import { Drawer, Tag } from 'antd';
import { Link } from 'wouter';
import type { LiveMessage, LiveRow } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePhone } from '@/hooks/useMedia';
import { useStrings } from '@/i18n/lang';
import type { KeyNames } from '@/parts/collect/useKeyNames';
import { protocolNames } from '@/parts/collect/protocols';
import { JsonView } from '@/parts/json/JsonView';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { Outcome } from './Outcome';
import { strings } from './strings';

const DEVICE = ['device_type', 'os', 'browser', '$bot'];
const shown = (v: unknown): string => (typeof v === 'string' ? v : JSON.stringify(v));

function Row({ row, message }: { row: LiveRow; message: LiveMessage }) {
  const t = useStrings(strings);
  const original = row.properties['event_original'] ?? (row.event !== message.event && message.rows.length === 1 ? message.event : undefined);
  return (
    <div className="message-row">
      <h4>{row.event}{original !== undefined && original !== '' && <small>{t('original')} {shown(original)}</small>}<small><Time v={row.time} as="seconds" /></small></h4>
      <dl>{Object.entries(row.properties).filter(([k]) => k !== 'event_original').map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{shown(v)}</dd></div>)}</dl>
    </div>
  );
}

function Clock({ m }: { m: LiveMessage }) {
  const t = useStrings(strings);
  const row = m.rows[0], said = row?.properties['client_time'];
  return (
    <section>
      <h3>{t('clock')}</h3>
      <dl>
        <div><dt>{t('arrived')}</dt><dd><Time v={m.at} as="seconds" /></dd></div>
        {row && <div><dt>{t('happened')}</dt><dd><Time v={row.time} as="seconds" /></dd></div>}
        {row && <div><dt>{t('clientSaid')}</dt><dd>{typeof said === 'string' ? <Time v={said} as="seconds" /> : <span className="muted">{t('asSaid')}</span>}</dd></div>}
      </dl>
    </section>
  );
}

/** All that is known of one message. */
export default function MessageDrawer({ m, keys, onClose }: { m: LiveMessage; keys: KeyNames; onClose: () => void }) {
  const t = useStrings(strings), phone = usePhone(), mayOpen = useCan('analyst');
  const device = DEVICE.flatMap((k): [string, unknown][] => { const v = m.rows[0]?.properties[k]; return v === undefined || v === false ? [] : [[k, v]]; });
  const name = m.outcome === 'refused' ? t('wholeRequest') : m.event || t('noName');
  return (
    <Drawer open size={phone ? '100%' : 480} title={name} onClose={onClose} mask={phone} extra={<Outcome of={m.outcome} />}>
      <div className="message">
        {m.problem && <div className="message-problem"><p>{m.problem.detail}</p>{m.problem.hint && <p>{m.problem.hint}</p>}
          {m.outcome === 'refused' ? <p>{t('requestGone')}</p> : <p><Link href={`/dead?key=${encodeURIComponent(m.key)}&code=${encodeURIComponent(m.problem.code)}`}>{t('findLetter')}</Link></p>}</div>}
        {m.warnings.length > 0 && <div className="message-tags">{m.warnings.map((w) => <Tag key={w} color="warning" title={t(`${w}Help`)}>{t(w)}</Tag>)}</div>}
        {m.outcome === 'taken' && <section><h3>{t('stored')}</h3>{m.rows.length === 0 ? <p className="muted">{t(m.cut ? 'tooLong' : 'nothingStored')}</p> : m.rows.map((r, i) => <Row key={i} row={r} message={m} />)}</section>}
        {m.ids.length > 0 && <section><h3>{t('identities')}</h3><dl>{m.ids.map((x) => (
          <div key={`${x.type}:${x.value}`}><dt>{x.type}</dt><dd>{mayOpen ? <Link href={`/people/${encodeURIComponent(x.value)}`} title={t('openPerson')}>{x.value}</Link> : x.value}</dd></div>))}</dl></section>}
        <Clock m={m} />
        {device.length > 0 && <section><h3>{t('device')}</h3><dl>{device.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{shown(v)}</dd></div>)}</dl></section>}
        <section><h3>{t('client')}</h3><dl>
          <div><dt>{t('key')}</dt><dd><Link href={`/live?key=${encodeURIComponent(m.key)}`} onClick={onClose}>{keys.name(m.key)}</Link></dd></div>
          <div><dt>{t('client')}</dt><dd>{protocolNames[m.protocol]}{m.library && ` · ${m.library}`}</dd></div>
          <div><dt>{t('path')}</dt><dd><code>{m.path}</code></dd></div>
        </dl></section>
        {m.text !== '' && <section><div className="message-head"><h3>{t('sent')}</h3><CopyButton text={m.text} label={t('copyText')} /></div><JsonView text={m.text} label={t('sent')} />{m.cut && <p className="live-foot">{t('tooLong')}</p>}</section>}
      </div>
    </Drawer>
  );
}

function CopyButton({ text, label }: { text: string; label: string }) {
  return <span className="message-copy"><CopyText text={text} label={label} /></span>;
}
