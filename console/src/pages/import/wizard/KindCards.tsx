import { ProfileOutlined, ShoppingCartOutlined, TagsOutlined, TeamOutlined } from '@/theme/icons';
import { Tag } from 'antd';
import { useId } from 'react';
import { useStrings } from '@/i18n/lang';
import { kinds, type Kind } from './mapping';
import { strings } from './strings';
import './KindCards.css';

const icon: Record<Kind, React.ReactNode> = { orders: <ShoppingCartOutlined />, events: <ProfileOutlined />, people: <TeamOutlined />, items: <TagsOutlined /> };
const help = { orders: 'ordersHelp', events: 'eventsHelp', people: 'peopleHelp', items: 'itemsHelp' } as const;

/** What a row of the file is; the guess is marked. */
export function KindCards({ kind, guess, onChange }: { kind: Kind; guess: Kind | null; onChange: (k: Kind) => void }) {
  const t = useStrings(strings);
  const name = useId();
  return (
    <fieldset className="kinds">
      <legend className="visually-hidden">{t('kindTitle')}</legend>
      {kinds.map((k) => (
        <label key={k} className={k === kind ? 'kind kind-on' : 'kind'}>
          <input type="radio" name={name} value={k} checked={k === kind} onChange={() => onChange(k)} />
          <span className="kind-icon" aria-hidden="true">{icon[k]}</span>
          <span className="kind-text"><b>{t(k)}{k === guess && <Tag variant="filled">{t('guessed')}</Tag>}</b><span>{t(help[k])}</span></span>
        </label>
      ))}
    </fieldset>
  );
}
