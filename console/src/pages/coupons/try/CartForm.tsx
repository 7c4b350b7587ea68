import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { AutoComplete, Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import type { Item } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { useFindItems } from '@/parts/catalogue/useItems';
import { newLine, type Cart, type CartLine } from './cart';
import { strings } from './strings';

const UNITS_MAX = 1_000_000;

function Line({ line, n, known, alone, onChange, onRemove }: { line: CartLine; n: number; known: Item | undefined; alone: boolean; onChange: (l: CartLine) => void; onRemove: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const [typed, type] = useState('');
  const found = useFindItems(typed);
  const put = (patch: Partial<CartLine>) => onChange({ ...line, ...patch });
  const missing = line.item.trim() !== '' && line.price.trim() === '' && !known?.price;
  return (
    <div className="try-line" role="group" aria-label={t('line', { n })}>
      <Field label={t('item')} help={known && known.name !== known.id ? known.name : undefined}>
        <AutoComplete value={line.item} placeholder={t('itemHint')} onChange={(v: string) => put({ item: v ?? '' })} showSearch={{ onSearch: type, filterOption: false }} popupMatchSelectWidth={320}
          options={found.items.map((x) => ({ value: x.id, label: <span className="try-option"><span>{x.name}</span><span className="muted num">{x.price ? f.money(x.price) : x.id}</span></span> }))} />
      </Field>
      <Field label={t('price')} error={missing && t('noPrice')}><Input inputMode="decimal" autoComplete="off" value={line.price} placeholder={known?.price ? t('listPrice', { price: known.price }) : ''} onChange={(e) => put({ price: e.target.value })} /></Field>
      <Field label={t('quantity')}><InputNumber min={1} max={UNITS_MAX} precision={0} value={line.quantity} onChange={(v) => put({ quantity: v ?? 1 })} /></Field>
      <Button type="text" size="small" className="try-remove" disabled={alone} icon={<CloseOutlined />} aria-label={t('remove', { n })} onClick={onRemove} />
      <details className="try-more" open={line.category !== '' || line.brand !== '' || line.promoted || line.member ? true : undefined}>
        <summary>{t('more')}</summary>
        <div className="try-more-fields">
          <Field label={t('category')}><Input value={line.category} placeholder={t('fromCatalogue')} onChange={(e) => put({ category: e.target.value })} /></Field>
          <Field label={t('brand')}><Input value={line.brand} placeholder={t('fromCatalogue')} onChange={(e) => put({ brand: e.target.value })} /></Field>
          <Checkbox checked={line.promoted} onChange={(e) => put({ promoted: e.target.checked })}>{t('promoted')}</Checkbox>
          <Checkbox checked={line.member} onChange={(e) => put({ member: e.target.checked })}>{t('memberPrice')}</Checkbox>
        </div>
      </details>
    </div>
  );
}

/** The cart: its lines, and what is true of the order. */
export function CartForm({ cart, items, onChange }: { cart: Cart; items: Map<string, Item>; onChange: (c: Cart) => void }) {
  const t = useStrings(strings);
  const put = (patch: Partial<Cart>) => onChange({ ...cart, ...patch });
  return (
    <div className="try-cart">
      {cart.lines.map((l, i) => <Line key={i} n={i + 1} line={l} known={items.get(l.item.trim())} alone={cart.lines.length === 1} onChange={(x) => put({ lines: cart.lines.map((y, k) => (k === i ? x : y)) })} onRemove={() => put({ lines: cart.lines.filter((_, k) => k !== i) })} />)}
      <div><Button type="dashed" icon={<PlusOutlined />} disabled={cart.lines.length >= 200} onClick={() => put({ lines: [...cart.lines, newLine()] })}>{t('addLine')}</Button></div>
      <div className="try-order">
        <Field label={t('shipping')}><Input inputMode="decimal" autoComplete="off" value={cart.shipping} placeholder={t('noShipping')} onChange={(e) => put({ shipping: e.target.value })} /></Field>
        <Field label={t('channel')}><Input autoComplete="off" value={cart.channel} placeholder={t('anywhere')} onChange={(e) => put({ channel: e.target.value })} /></Field>
        <Field label={t('store')}><Input autoComplete="off" value={cart.store} placeholder={t('anywhere')} onChange={(e) => put({ store: e.target.value })} /></Field>
      </div>
      <Checkbox checked={cart.points} onChange={(e) => put({ points: e.target.checked })}>{t('points')}</Checkbox>
    </div>
  );
}
