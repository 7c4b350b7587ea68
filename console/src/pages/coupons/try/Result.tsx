import { Link } from 'wouter';
import type { Item, Quote } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Table } from '@/parts/table/Table';
import { strings } from './strings';

/** What is paid, with which coupons in which order, by line, and why not with the others. */
export function Result({ quote: q, items, old, points }: { quote: Quote; items: Map<string, Item>; old: boolean; points: boolean }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const kind = (x: { kind: string; title: { zh: string; en: string } }) => <Link href={`/coupons/${x.kind}`}>{pick(x.title) || x.kind}</Link>;
  const use = points && q.points && Number(q.points.points) > 0 ? q.points : null, byLine = new Map(use?.lines.map((l) => [l.line, l.money]));
  const name = (id: string) => items.get(id)?.name ?? id;
  const titles = new Map(q.promotions.map((p) => [p.promotion, pick(p.title) || p.promotion]));
  return (
    <div className={old ? 'try-result try-old' : 'try-result'} aria-live="polite" aria-busy={old}>
      <dl className="try-sums">
        <div><dt>{t('goods')}</dt><dd className="num">{f.money(q.goods)}</dd></div>
        {Number(q.shipping) > 0 && <div><dt>{t('shipping')}</dt><dd className="num">{f.money(q.shipping)}</dd></div>}
        <div><dt>{t('discount')}</dt><dd className="num">{Number(q.discount) > 0 && '−'}{f.money(q.discount)}</dd></div>
        {use && <div><dt>{t('pointsPay', { name: pick(use.title), n: f.decimal(use.points) })}</dt><dd className="num">−{f.money(use.money)}</dd></div>}
        <div className="try-pay"><dt>{t('pay')}</dt><dd className="num">{f.money(use ? use.pay : q.pay)}</dd></div>
      </dl>
      {q.points && <p className="field-note">{Number(q.points.most) > 0 ? t('pointsMost', { name: pick(q.points.title), n: f.decimal(q.points.most), money: f.money(q.points.most_money), why: pick(q.points.sentence) }) : t('pointsNone', { name: pick(q.points.title), why: pick(q.points.sentence) })}</p>}
      {!q.exact && <p className="coupon-warn" role="note">{t('inexact')}</p>}
      {q.used.length + q.unused.length > 0 && <section>
        <h3>{t('used')}</h3>
        {q.used.length === 0 ? <p className="muted">{t('noneUsed')}</p> : (
          <>
            <ol className="try-used">{q.used.map((u) => <li key={u.coupon}><span>{kind(u)}{Number(u.shipping) > 0 && Number(u.shipping) < Number(u.discount) && <span className="muted"> {t('ofShipping', { amount: f.money(u.shipping) })}</span>}</span><b className="num">−{f.money(u.discount)}</b></li>)}</ol>
            {q.used.length > 1 && <p className="field-note">{t('usedHelp')}</p>}
          </>
        )}
      </section>}
      {q.unused.length > 0 && (
        <section>
          <h3>{t('unused')}</h3>
          <ul className="try-unused">{q.unused.map((u) => <li key={u.coupon}><b>{kind(u)}</b><span>{pick(u.sentence)}</span>{Number(u.alone) > 0 && <span className="muted num">{t('alone', { amount: f.money(u.alone) })}</span>}</li>)}</ul>
        </section>
      )}
      {q.promotions.length > 0 && (
        <section>
          <h3>{t('promotions')}</h3>
          <ul className="try-unused">{q.promotions.map((p) => <li key={`${p.line} ${p.promotion}`}><b>{pick(p.title) || p.promotion}</b><span>{t('promotionOf', { item: name(p.item), price: f.money(p.price), why: pick(p.sentence) })}</span></li>)}</ul>
        </section>
      )}
      <section>
        <h3>{t('lines')}</h3>
        <Table dense rows={q.lines} rowKey={(l) => l.line} label={t('lines')} columns={[
          { id: 'item', title: t('item'), cell: (l) => <>{l.item ? name(l.item) : t('line', { n: Number(l.of) })}{l.promotion && <span className="muted"> {titles.get(l.promotion)}</span>}</> },
          { id: 'price', title: t('price'), align: 'right', wide: true, cell: (l) => <span className="try-nowrap">{t('each', { price: f.money(l.price), n: f.count(l.quantity) })}</span> },
          { id: 'discount', title: t('discount'), align: 'right', cell: (l) => (Number(l.discount) > 0 ? <span className="try-nowrap">−{f.money(l.discount)}</span> : '–') },
          ...(use ? [{ id: 'points', title: t('byPoints'), align: 'right' as const, cell: (l: Quote['lines'][number]) => (Number(byLine.get(l.line) ?? 0) > 0 ? <span className="try-nowrap">−{f.money(byLine.get(l.line) ?? '0')}</span> : '–') }] : []),
          { id: 'pay', title: t(use ? 'afterCoupons' : 'paid'), align: 'right', cell: (l) => f.money(l.pay) },
        ]} />
      </section>
    </div>
  );
}
