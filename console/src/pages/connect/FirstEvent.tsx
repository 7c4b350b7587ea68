import { CheckCircleFilled, LoadingOutlined, WarningOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { Link } from 'wouter';
import type { WriteKey } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import { useArrivals, type Arrival } from './useArrivals';

function Facts({ m }: { m: Arrival }) {
  const t = useStrings(strings);
  const facts = [
    [t('event'), <code>{m.event || '–'}</code>],
    [t('person'), m.ids.length ? m.ids.map((x) => <div key={x.type + x.value}><code>{x.type}:{x.value}</code></div>) : '–'],
    [t('client'), m.library || t('noLibrary')],
    [t('at'), <Time v={m.at} as="seconds" />],
  ] as const;
  return <dl className="connect-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** Waits for the first event of a key, and says what it was. */
export function FirstEvent({ chosen }: { chosen: WriteKey | null }) {
  const t = useStrings(strings), f = useFormat();
  const a = useArrivals(chosen?.id ?? null);
  if (!chosen) return <p className="muted">{t('chooseKey')}</p>;
  const why = a.rejected?.problem?.detail ?? '';
  return (
    <div className="connect-first" role="status" aria-live="polite">
      {a.taken ? (
        <div className="connect-state connect-good">
          <span className="connect-icon" aria-hidden="true"><CheckCircleFilled /></span>
          <div>
            <p className="connect-headline">{t('arrived')}</p>
            <Facts m={a.taken} />
            <p className="muted">{t('soFar', { n: a.nTaken })}</p>
            <p><Link href="/data"><Button size="small">{t('seeData')}</Button></Link></p>
          </div>
        </div>
      ) : !a.rejected && (
        <div className="connect-state">
          <span className="connect-icon" aria-hidden="true"><LoadingOutlined /></span>
          <div><p className="connect-headline">{t('waiting')}</p><p className="muted">{chosen.last_event_at ? t('used', { when: f.relative(chosen.last_event_at) }) : t('waitingHelp')}</p></div>
        </div>
      )}
      {a.rejected && (
        <div className="connect-state connect-bad">
          <span className="connect-icon" aria-hidden="true"><WarningOutlined /></span>
          <div>
            {a.taken ? <p>{t('also', { n: a.nRejected, why })}</p> : <><p className="connect-headline">{t('rejected')}</p><p>{why}</p><Facts m={a.rejected} /></>}
            {a.rejected.problem?.hint && <p className="muted">{a.rejected.problem.hint}</p>}
          </div>
        </div>
      )}
      {a.cut && <p>{t('watchFailed')} <Button size="small" onClick={a.again}>{t('again')}</Button></p>}
    </div>
  );
}
