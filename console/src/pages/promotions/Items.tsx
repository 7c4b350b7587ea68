import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { ItemPicker } from '@/parts/catalogue/ItemPicker';
import { useItems } from '@/parts/catalogue/useItems';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { wrongAt } from '@/parts/docs/useCheck';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { list, put, replaceAt, without, type Doc, type ItemPrice } from './doc';
import { strings } from './strings';

const AT_ONCE = 30, ITEMS_MAX = 1000; /* the document's: resource/promotion.h */

/** The items and what each of them costs, has and gives a person. */
export function Items({ doc, onChange, mistake }: FormProps<Doc>) {
  const t = useStrings(strings), f = useFormat(), { currency } = useWorkspace();
  const [most, setMost] = useState(AT_ONCE);
  const all = list(doc.items), shown = all.slice(0, most), pre = doc.type === 'pre_sale';
  const known = useItems(shown.map((x) => x.item), ITEMS_MAX);
  const set = (i: number, x: ItemPrice, merge?: string) => onChange(put(doc, { items: replaceAt(all, i, x) }), merge ?? null);
  const add = () => { setMost(Math.max(most, all.length + 1)); onChange(put(doc, { items: [...all, { item: '', ...(doc.type === 'member_price' ? {} : { stock: 100 }) }] })); };
  const whole = mistake?.path === 'items' ? wrongAt(mistake, 'items') : null;
  return (
    <Card title={t('itemsOf')} extra={<Button size="small" icon={<PlusOutlined />} disabled={all.length >= ITEMS_MAX} onClick={add}>{t('addItem')}</Button>}>
      {whole && <p className="field-note field-error" role="alert">{whole}</p>}
      {shown.map((x, i) => {
        const at = `items.${i}`, of = known.get(x.item), wrong = (k: string) => wrongAt(mistake, `${at}.${k}`), own = mistake?.path === at ? wrongAt(mistake, at) : null;
        const money = (k: 'price' | 'deposit' | 'expands_to', help?: string) => <Field label={t(k === 'price' ? 'promoPrice' : k === 'deposit' ? 'depositOf' : 'expands')} error={wrong(k)} {...(help ? { help } : {})}><Amount label={t(k === 'price' ? 'promoPrice' : k === 'deposit' ? 'depositOf' : 'expands')} value={x[k]} suffix={currency} onChange={(v) => set(i, put(x, { [k]: v }), `${at}.${k}`)} /></Field>;
        const above = of?.price != null && x.price !== undefined && Number(x.price) >= Number(of.price);
        return (
          <div key={i} className="prm-item" role="group" aria-label={t('itemN', { n: i + 1 })}>
            <div className="prm-pick"><Field label={t('item')} error={wrong('item') ?? own}><ItemPicker value={x.item} known={of} placeholder={t('pickItem')} onChange={(item) => set(i, { ...x, item })} /></Field></div>
            {money('price', of?.price != null ? t(above ? 'notBelow' : 'listPrice', { price: f.money(of.price) }) : undefined)}
            <Field label={t('stock')} error={wrong('stock')}><Amount label={t('stock')} value={x.stock ?? undefined} placeholder={t('unlimited')} onChange={(v) => set(i, put(x, { stock: v }), `${at}.stock`)} /></Field>
            <Field label={t('limit')} error={wrong('per_person')}><Amount label={t('limit')} value={x.per_person} placeholder={t('unlimited')} onChange={(v) => set(i, put(x, { per_person: v }), `${at}.per_person`)} /></Field>
            {pre && <>{money('deposit')}{money('expands_to', t('expandsHelp'))}</>}
            <Button className="prm-remove" type="text" size="small" icon={<DeleteOutlined />} aria-label={t('removeItem', { what: of?.name ?? (x.item || t('itemN', { n: i + 1 })) })} onClick={() => onChange(put(doc, { items: without(all, i) }))} />
          </div>
        );
      })}
      {all.length > most && <Button type="link" onClick={() => setMost(most + AT_ONCE)}>{t('moreItems', { n: all.length - most })}</Button>}
    </Card>
  );
}
