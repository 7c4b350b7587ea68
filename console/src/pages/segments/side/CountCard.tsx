import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Door } from '@/parts/people/Door';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { AsOf } from '@/parts/text/AsOf';
import { Num } from '@/parts/text/Num';
import { placed } from '@/api/error';
import type { Asked } from '../editor/useAsk';
import { strings } from '../strings';
import './CountCard.css';

/** How many people the rule means now. While it is asked again the old number stays, dimmed. */
export function CountCard({ asked, title, line }: { asked: Asked; title: string; line?: boolean }) {
  const t = useStrings(strings), f = useFormat();
  const { count, stale, pending, error } = asked;
  return (
    <section className={line ? 'countcard countcard-line' : 'countcard card'} aria-label={t('peopleNow')} aria-busy={pending}>
      {!line && <h2 className="countcard-title">{t('peopleNow')}{pending && count !== null && <span className="countcard-busy">{t('counting')}…</span>}</h2>}
      {count ? (
        <div className={stale ? 'countcard-old' : ''}>
          <p className="countcard-n num"><Door expression={count.canonical} title={title} asOf={count.as_of}><Num v={count.people} /></Door></p>
          <p className="countcard-share">{t('ofEveryone', { n: f.count(count.everyone), share: f.rate(count.share) })}</p>
          <p className="countcard-asof"><AsOf at={count.as_of} lsn={count.lsn} onRefresh={asked.again} busy={pending} /><span className="num">{t('took', { s: f.seconds(count.seconds) })}</span></p>
        </div>
      ) : !error && <Loading shape="text" />}
      <div role="status" className="visually-hidden">{pending || !count ? '' : `${t('peopleNow')} ${f.count(count.people)}`}</div>
      {error !== null && !pending && (placed(error) ? <p className="countcard-error">{t('hasError')}</p> : <Problem inline error={error} onRetry={asked.again} />)}
    </section>
  );
}
