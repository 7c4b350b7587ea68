import { AutoComplete, Button, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Quote } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import type { PageProps } from '@/pages';
import { closed } from '@/parts/coupons/kinds';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { CopyButton } from '@/parts/text/CopyButton';
import { useItems } from '@/parts/catalogue/useItems';
import { askedCart, readCart, writeCart, type Cart } from './cart';
import { CartForm } from './CartForm';
import { Result } from './Result';
import { strings } from './strings';
import '../coupons.css';
import './TryPage.css';

/** Builds a cart, chooses coupons, and shows what is paid and why. All of it is in the address. */
export default function TryPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const sees = useCan('analyst');
  const [s, set] = useUrlState({ cart: p.text(), of: p.oneOf(['kinds', 'person'] as const, 'kinds'), kinds: p.list(), person: p.text() });
  // What is typed is here first: the address would lose a line that says nothing yet.
  const [cart, setCart] = useState<Cart>(() => readCart(s.cart));
  const change = (c: Cart) => { setCart(c); set({ cart: writeCart(c) }); };
  const [who, setWho] = useState(s.person);
  const found = useApi('searchPeople', { q: useDebounced(who.trim(), 300), limit: 8 }, { enabled: sees && who.trim().length > 1, live: false });
  const list = useApi('listCouponKinds', {}, { live: false });
  const items = useItems(cart.lines.map((l) => l.item.trim()));
  const asked = useDebounced(useMemo(() => ({ cart: askedCart(cart), of: s.of, kinds: s.kinds, person: s.person.trim() }), [cart, s.of, s.kinds, s.person]), 400);
  const filled = asked.cart.lines.length > 0, mine = asked.of === 'person';
  const chosen = !mine || asked.person !== '';
  const byKinds = useApi('quoteKinds', { ...asked.cart, coupons: asked.kinds } as never, { enabled: filled && chosen && !mine, live: false });
  const byPerson = useApi('quotePerson', { id: asked.person || '-', ...asked.cart } as never, { enabled: filled && chosen && mine, live: false });
  const q = mine ? byPerson : byKinds;
  const all = list.data?.items ?? [], on = all.filter((k) => !closed(k));
  return (
    <Page title={t('title')} lead={t('lead')} back="/coupons" actions={<CopyButton text={window.location.href} label={t('copyLink')} />}>
      <div className="try">
        <div className="try-left">
          <Card title={t('cart')}><CartForm cart={cart} items={items} onChange={change} /></Card>
          <Card title={t('coupons')}>
            <div className="coupon-form">
              <div><Segmented aria-label={t('coupons')} value={s.of} onChange={(of: 'kinds' | 'person') => set({ of }, { push: true })} options={[{ value: 'kinds', label: t('ofKinds') }, { value: 'person', label: t('ofPerson'), disabled: !sees, ...(sees ? {} : { title: t('personNeeds', { role: role('analyst') }) }) }]} /></div>
              {s.of === 'kinds' ? (
                list.data && all.length === 0 ? <p className="muted">{t('noKinds')} <Link href="/coupons/new">{t('make')}</Link></p> : (
                  <>
                    <Field label={t('kinds')} help={t('kindsNote')}><Select mode="multiple" value={s.kinds} loading={list.isLoading} placeholder={t('kindsHint')} onChange={(kinds) => set({ kinds })} showSearch={{ optionFilterProp: 'label' }} options={[...all.map((k) => ({ value: k.slug, label: pick(k.title) || k.slug })), ...s.kinds.filter((x) => list.data && !all.some((k) => k.slug === x)).map((x) => ({ value: x, label: x }))]} /></Field>
                    {on.length > 1 && <div><Button size="small" onClick={() => set({ kinds: on.map((k) => k.slug) })}>{t('allKinds')}</Button></div>}
                  </>
                )
              ) : <Field label={t('person')} help={t('personNote')}><AutoComplete value={who} placeholder={t('personHint')} onChange={(v: string) => { setWho(v ?? ''); set({ person: v ?? '' }); }} options={(found.data?.items ?? []).map((x) => ({ value: x.id, label: x.name ? `${x.name} · ${x.id}` : x.id }))} /></Field>}
            </div>
          </Card>
        </div>
        <Card title={t('result')} className="try-right">
          {!filled ? <EmptyState kind="nothing" title={t('begin')} help={t('beginHelp')} />
            : !chosen ? <EmptyState kind="nothing" title={t('choose')} help={t('chooseHelp')} />
              : q.isError ? <Problem inline error={q.error} onRetry={() => void q.refetch()} />
                : !q.data ? <Loading shape="text" /> : <Result quote={q.data as Quote} items={items} old={q.isPlaceholderData} points={cart.points} />}
        </Card>
      </div>
    </Page>
  );
}
