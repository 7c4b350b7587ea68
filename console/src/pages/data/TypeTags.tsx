import { Tag, Tooltip } from 'antd';
import type { ValueType } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

export function TypeTags({ types }: { types: readonly ValueType[] }) {
  const t = useStrings(strings);
  const tags = types.map((x) => <Tag key={x} variant="filled">{t(x)}</Tag>);
  return types.length > 1 ? <Tooltip title={t('mixed')}><span tabIndex={0}>{tags}</span></Tooltip> : <>{tags}</>;
}
