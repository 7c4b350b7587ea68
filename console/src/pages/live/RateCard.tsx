import type { LivePulse } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Sparkline } from '@/parts/metric/Sparkline';
import { rates, SECONDS, since } from './stream';
import { strings } from './strings';

/** How fast it comes, of the whole workspace: messages below are only a sample of a busy one. */
export function RateCard({ pulses }: { pulses: readonly LivePulse[] }) {
  const t = useStrings(strings), f = useFormat();
  const each = rates(pulses), last = each[each.length - 1], sum = since(pulses);
  const values = each.map((r) => (r ? r.taken + r.rejected : null));
  const line = [...Array<null>(Math.max(0, SECONDS - values.length)).fill(null), ...values];
  return (
    <section className="live-rate" aria-label={t('perSecond')}>
      <dl className="live-rate-now"><div><dt>{t('perSecond')}</dt><dd className="num">{last ? f.count(Math.round(last.taken + last.rejected)) : '–'}</dd></div></dl>
      <dl>
        {([['taken', sum.taken], ['rejectedMessages', sum.rejected], ['refusedRequests', sum.refused]] as const).map(([k, n]) => <div key={k}><dt>{t(k)}</dt><dd className="num" data-rate={k}>{f.count(n)}</dd></div>)}
      </dl>
      <figure><Sparkline values={line} width={260} height={40} label={t('rateText', { n: SECONDS })} />{t('perSecondHelp')}</figure>
    </section>
  );
}
