import { Tag } from 'antd';
import type { Classification } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** Comes with Shoal, came with it and was changed, or is one's own. */
export function Origin({ c }: { c: Pick<Classification, 'preset' | 'author'> }) {
  const t = useStrings(strings);
  return <Tag variant="filled">{t(!c.preset ? 'own' : c.author === 'shoal' ? 'preset' : 'edited')}</Tag>;
}
