import { Tag } from 'antd';
import type { MallItem, MallState } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const colours: Record<MallItem['state'], string> = { draft: 'default', coming: 'processing', on_sale: 'success', sold_out: 'warning', over: 'default', archived: 'default' };
export function ItemState({ state, few }: { state: MallItem['state']; few?: boolean }) {
  const t = useStrings(strings);
  return <><Tag variant="filled" color={colours[state]}>{t(state)}</Tag>{few && <Tag variant="filled" color="warning">{t('fewCodes')}</Tag>}</>;
}

const orderColours: Record<MallState, string> = { awaiting_payment: 'warning', placed: 'processing', shipped: 'success', ready: 'success', done: 'default', canceled: 'default', returned: 'default' };
export function OrderState({ state }: { state: MallState }) {
  const t = useStrings(strings);
  return <Tag variant="filled" color={orderColours[state]}>{t(`o_${state}`)}</Tag>;
}
