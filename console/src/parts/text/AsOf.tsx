import { ReloadOutlined } from '@/theme/icons';
import { Button, Tooltip } from 'antd';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './AsOf.css';

/** The one snapshot every number of the page comes from (rule 4), with a refresh. */
export function AsOf({ at, lsn, onRefresh, busy }: { at: string | undefined; lsn?: number; onRefresh?: () => void; busy?: boolean }) {
  const f = useFormat();
  const t = useStrings(strings);
  if (!at) return null;
  const today = f.dayOf(at) === f.dayOf(new Date().toISOString());
  return (
    <span className="asof">
      <Tooltip title={<><div>{f.dateTime(at, true)} {f.zoneLabel()}</div>{lsn !== undefined && <div>{t('asOfHelp', { lsn: f.count(lsn) })}</div>}</>}>
        <span className="num">{t('asOf', { time: today ? f.timeOf(at) : f.dateTime(at) })} {f.zoneLabel()}</span>
      </Tooltip>
      {onRefresh && <Tooltip title={t('refresh')}><Button type="text" size="small" aria-label={t('refresh')} icon={<ReloadOutlined spin={busy ?? false} />} onClick={onRefresh} /></Tooltip>}
    </span>
  );
}
