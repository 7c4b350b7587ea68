import { useStrings } from '@/i18n/lang';
import { kindOf, type Doc } from './mapping';
import { strings } from './strings';
import { said } from './words';
import './Sentence.css';

/** The mapping as one sentence, with the columns in it. */
export function Sentence({ doc }: { doc: Doc }) {
  const t = useStrings(strings);
  const col = (role: Parameters<typeof said>[1], otherwise: 'notSaid' | 'noAmount' | 'importTime', wrong = otherwise === 'notSaid') => {
    const name = said(doc, role);
    return name ? <b className="sentence-col">{name}</b> : <span className={wrong ? 'sentence-missing' : 'sentence-none'}>{t(otherwise)}</span>;
  };
  const person = col('person', 'notSaid'), time = col('time', 'importTime');
  const kind = kindOf(doc);
  return (
    <p className="sentence"><span className="sentence-label">{t('inWords')}</span>
      {kind === 'orders' ? t.node('sayOrder', { person, time, amount: col('amount', 'noAmount') })
        : kind === 'events' ? t.node('sayEvent', { person, time, event: col('event', 'notSaid') })
        : kind === 'people' ? (said(doc, 'time') ? t.node('sayPeopleAt', { person, time }) : t.node('sayPeople', { person }))
        : t.node('sayItem', { item: col('item_id', 'notSaid') })}
    </p>
  );
}
