import { Button, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { WriteKey } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useCan } from '@/hooks/workspace';
import { useLang, useStrings } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { FirstEvent } from './FirstEvent';
import { groups, guides } from './guides';
import { GuideText } from './GuideText';
import { KeyChooser } from './KeyChooser';
import type { Guide } from './markdown';
import { strings } from './strings';
import './ConnectPage.css';

const schema = { guide: p.text('web'), key: p.maybe() };

function Platforms({ list, chosen, onChoose }: { list: readonly Guide[]; chosen: Guide; onChoose: (id: string) => void }) {
  const t = useStrings(strings), phone = usePhone();
  const of = (group: string) => list.filter((g) => g.group === group);
  if (phone) return (
    <Field label={t('platform')}><Select value={chosen.id} onChange={onChoose} virtual={false} listHeight={440} options={groups.map((g) => ({ label: t(g), options: of(g).map((x) => ({ value: x.id, label: x.title })) }))} /></Field>
  );
  return (
    <nav className="connect-platforms" aria-label={t('platform')}>
      {groups.map((g) => (
        <section key={g}>
          <h2>{t(g)}</h2>
          {of(g).map((x) => <button key={x.id} type="button" aria-current={x.id === chosen.id ? 'true' : undefined} onClick={() => onChoose(x.id)}>{x.title}</button>)}
        </section>
      ))}
    </nav>
  );
}

/** With a key: choosing it, the code with it, the first event. */
function WithKey({ guide, keys, wanted, onChoose }: { guide: Guide; keys: readonly WriteKey[]; wanted: string | null; onChoose: (id: string) => void }) {
  const t = useStrings(strings);
  const [made, remember] = useState<Record<string, string>>({});
  const fitting = keys.filter((k) => k.kind === guide.key && k.revoked_at === null);
  const chosen = fitting.find((k) => k.id === wanted) ?? fitting[0] ?? null;
  const secret = chosen ? made[chosen.id] ?? chosen.secrets[0]?.secret ?? null : null;
  return (
    <>
      <Card title={t('stepKey')}>
        <KeyChooser guide={guide} keys={fitting} chosen={chosen} secret={secret} fresh={chosen !== null && chosen.id in made} onChoose={onChoose}
          onMade={(m) => { remember((o) => ({ ...o, [m.id]: m.secret })); onChoose(m.id); }} />
      </Card>
      <Code guide={guide} secret={secret} title={t('stepCopy', { title: guide.title })} />
      <Card title={t('stepWait')}><FirstEvent key={chosen?.id} chosen={chosen} /></Card>
    </>
  );
}

function Code({ guide, secret, title }: { guide: Guide; secret: string | null; title: string }) {
  const t = useStrings(strings);
  const { origin } = window.location;
  return (
    <Card title={title}>
      <GuideText guide={guide} place={{ origin, secret }} />
      {guide.key !== 'none' && <p className="muted connect-origin">{t.node('origin', { origin: <code>{origin}</code> })}</p>}
    </Card>
  );
}

export default function ConnectPage(_: PageProps) {
  const t = useStrings(strings), { lang } = useLang(), admin = useCan('admin');
  const [s, set] = useUrlState(schema);
  const list = guides[lang];
  const guide = list.find((g) => g.id === s.guide) ?? (list[0] as Guide);
  const keys = useApi('listWriteKeys', {}, { enabled: admin });
  const plain = guide.key === 'none' || !admin;
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="connect">
        <Platforms list={list} chosen={guide} onChoose={(id) => set({ guide: id }, { push: true })} />
        <div className="connect-steps">
          {plain && <Code guide={guide} secret={null} title={t('stepOnly', { title: guide.title })} />}
          {guide.key === 'none' && <Card><div className="connect-key"><p>{t('csvNext')}</p><Link href="/import"><Button type="primary">{t('toImport')}</Button></Link></div></Card>}
          {guide.key !== 'none' && !admin && <Card><p>{t('askAdmin', { name: guide.key === 'browser' ? 'WRITE_KEY' : 'SERVER_KEY' })}</p></Card>}
          {!plain && keys.isError && <Problem error={keys.error} onRetry={() => void keys.refetch()} />}
          {!plain && !keys.data && !keys.isError && <Loading shape="cards" />}
          {!plain && keys.data && <WithKey guide={guide} keys={keys.data.items} wanted={s.key} onChoose={(key) => set({ key })} />}
        </div>
      </div>
    </Page>
  );
}
