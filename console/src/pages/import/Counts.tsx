import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './Counts.css';

export interface CountsProps { read: number; imported: number; duplicate: number; rejected: number }

/** Every row ends as one of three, and the three add up: shown as a sum, so that anybody can check it. */
export function Counts({ read, imported, duplicate, rejected }: CountsProps) {
  const t = useStrings(strings), f = useFormat();
  const terms = [['imported', imported], ['duplicate', duplicate], ['rejected', rejected]] as const;
  return (
    <div className="counts">
      <p className="visually-hidden">{t('sum', { read, imported, duplicate, rejected })}</p>
      <div className="counts-sum" aria-hidden="true">
        <span className="counts-term"><b className="num">{f.count(read)}</b><span>{t('read')}</span></span>
        {terms.map(([id, n], i) => (
          <span key={id} className="counts-pair"><i>{i === 0 ? '=' : '+'}</i>
            <span className={`counts-term counts-${id} ${n === 0 ? 'counts-zero' : ''}`}><b className="num">{f.count(n)}</b><span>{t(id)}</span></span></span>
        ))}
      </div>
      {read > 0 && <div className="counts-bar" aria-hidden="true">{terms.map(([id, n]) => n > 0 && <span key={id} className={`counts-${id}`} style={{ flexGrow: n, minWidth: 3 }} />)}</div>}
    </div>
  );
}
