import { Tooltip } from 'antd';
import { useFormat } from '@/i18n/useFormat';
import { dateTime, zoneLabel } from '@/i18n/format';
import { strings } from './strings';
import { useStrings } from '@/i18n/lang';

/** An instant in the workspace's zone; on hover the reader's own time and UTC. `as="relative"`: 3 minutes ago. */
export function Time({ v, as = 'dateTime' }: { v: string | null | undefined; as?: 'dateTime' | 'relative' | 'day' | 'seconds' }) {
  const f = useFormat();
  const t = useStrings(strings);
  if (!v) return <span className="num">–</span>;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const shown = as === 'relative' ? f.relative(v) : as === 'day' ? f.dayOf(v) : f.dateTime(v, as === 'seconds');
  const tip = (
    <>
      <div>{f.dateTime(v, true)} {f.zoneLabel()}</div>
      {own !== f.zone && <div>{t('yours')} {dateTime(v, own, true)} {zoneLabel(own, Date.parse(v))}</div>}
      <div>UTC {dateTime(v, 'UTC', true)}</div>
    </>
  );
  return <Tooltip title={tip}><time dateTime={v} className="num">{shown}</time></Tooltip>;
}
