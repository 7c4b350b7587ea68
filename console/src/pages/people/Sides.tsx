import { Input, Popover, Tooltip } from 'antd';
import { useState } from 'react';
import { useApi } from '@/api/hooks';
import type { Person } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { useTypeName } from '@/parts/identity/IdentityText';
import { Card } from '@/parts/page/Card';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { changesOf } from './fold';
import { strings } from './strings';

export function Identities({ person, onWhy }: { person: Person; onWhy: () => void }) {
  const t = useStrings(strings), name = useTypeName();
  return <Card title={t('identities')} extra={<button type="button" className="person-more" onClick={onWhy}>{t('whyOne')}</button>}><dl className="person-facts">{person.identities.map((x) => <div key={`${x.type}${x.value}`}><dt title={x.type}>{name(x.type)}</dt><dd><CopyText text={x.value} /></dd></div>)}</dl></Card>;
}

export function Numbers({ person }: { person: Person }) {
  const t = useStrings(strings), f = useFormat(), n = person.numbers;
  const facts: [string, React.ReactNode][] = [
    [t('orders'), f.count(n.orders)], [t('revenue'), f.money(n.revenue)], [t('aov'), f.money(n.aov)],
    [t('sinceOrder'), n.days_since_last_order === null ? '–' : t('days', { n: n.days_since_last_order })],
    [t('firstSeen'), <Time key="f" v={person.first_seen} />], [t('lastSeen'), <Time key="l" v={person.last_seen} />],
  ];
  return <Card title={t('numbers')}><dl className="person-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd className="num">{v}</dd></div>)}</dl></Card>;
}

export function Classes({ person }: { person: Person }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  return (
    <Card title={t('classes')}>
      <dl className="person-facts">
        {person.classes.map((c) => {
          const changes = changesOf(c.history);
          const shown = c.class && c.class !== 'none' ? pick(c.class_title) || c.class : t('none');
          return (
            <div key={c.classification}>
              <dt>{pick(c.title)}</dt>
              <dd>
                <Tooltip title={<><div>{t('history', { title: pick(c.title) })}</div>{changes.map((h) => <div key={h.at} className="num">{t('moved', { day: f.dayOf(h.at), class: h.class ?? t('none') })}</div>)}</>}>
                  <span tabIndex={0} className={c.class && c.class !== 'none' ? 'person-class' : 'person-none'}>{shown}</span>
                </Tooltip>
                <span className="person-since">{c.since ? t('since', { day: f.dayOf(c.since) }) : t('long')}</span>
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

function History({ id, name }: { id: string; name: string }) {
  const f = useFormat(), t = useStrings(strings);
  const q = useApi('attributeHistory', { id, name });
  return <Await query={q}>{(d) => <ul className="person-history">{d.items.map((x, i) => <li key={i}><span className="num">{x.time ? f.dateTime(x.time) : t('ever')}</span> {String(x.value ?? '–')}</li>)}</ul>}</Await>;
}

export function Attributes({ person }: { person: Person }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const [q, setQ] = useState('');
  const rows = person.attributes.filter((a) => !q || `${a.name} ${pick(a.title)}`.toLowerCase().includes(q.toLowerCase()));
  const show = (a: Person['attributes'][number]) => (a.value === null ? '–' : a.type === 'time' ? f.dateTime(String(a.value)) : a.type === 'number' ? f.decimal(String(a.value)) : typeof a.value === 'boolean' ? (a.value ? '✓' : '✗') : String(a.value));
  return (
    <Card title={t('attributes')} extra={person.attributes.length > 8 && <Input size="small" allowClear value={q} onChange={(e) => setQ(e.target.value)} placeholder={t('findAttribute')} aria-label={t('findAttribute')} style={{ width: 140 }} />}>
      {rows.length === 0 ? <span className="person-none">{t('noAttributes')}</span> : (
        <dl className="person-facts">
          {rows.map((a) => (
            <div key={a.name}>
              <dt title={a.name}>{pick(a.title) || a.name}</dt>
              <dd>{show(a)}{a.history > 1 && <Popover trigger="click" destroyOnHidden content={<History id={person.id} name={a.name} />}><button type="button" className="person-more">{t('values', { n: a.history })}</button></Popover>}</dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
