import type { ClassificationFlow } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { Delta } from '@/parts/text/Delta';
import { Num } from '@/parts/text/Num';
import { ClassName } from '../ClassName';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Mover } from './useMove';

/** How many are in each class at the end, beside the start. */
export function Stock({ flow, model, mover, asOf }: { flow: ClassificationFlow; model: Model; mover: Mover; asOf: string }) {
  const t = useStrings(strings), f = useFormat();
  const rows = model.order.flatMap((name) => flow.identity.find((i) => i.class === name) ?? []);
  const all = flow.identity.reduce((n, i) => n + i.end, 0), most = Math.max(1, ...rows.map((r) => r.end));
  return (
    <section className="stock" aria-label={t('stock')}>
      {rows.map((r) => {
        const behind = mover.part(r.class, t('endN'), null, [r.class]);
        return (
          <div key={r.class} className="stock-one">
            <div className="stock-name"><ClassName name={r.class} model={model} /></div>
            <div className="stock-value"><Door {...behind} asOf={asOf}><Num v={r.end} /></Door></div>
            <div className="stock-foot"><Delta change={r.start > 0 ? (r.end - r.start) / r.start : null} better="none" /><span className="num">{all > 0 && t('shareOf', { share: f.rate(r.end / all) })}</span></div>
            <div className="stock-bar" aria-hidden="true"><i style={{ width: `${(r.end / most) * 100}%`, background: model.colourOf(r.class) }} /></div>
          </div>
        );
      })}
    </section>
  );
}
