import { Tag } from 'antd';
import { useSend } from '@/api/hooks';
import type { MallOrderFile } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Problem } from '@/parts/feedback/Problem';
import { CopyText } from '@/parts/text/CopyText';
import { strings } from './strings';

/** The codes of an order: their ends, and the whole of them when asked for, which is written down. */
export function Codes({ o, reason }: { o: MallOrderFile; reason: string | null }) {
  const t = useStrings(strings);
  const show = useSend('showMallCodes', ['getMallOrder']);
  const all = show.data?.codes;
  return (
    <div><h3>{t('codes')}</h3>
      <ul className="mal-codes">{all
        ? all.map((x, i) => <li key={i}><CopyText text={x.code} label={t('codes')} />{x.pin && <span className="mal-pin"><span className="muted">{t('pin')}</span> <CopyText text={x.pin} label={t('pin')} /></span>}</li>)
        : o.codes.map((x, i) => <li key={i}><code>{x.shown}</code> <Tag variant="filled">{t(`c_${x.state}`)}</Tag></li>)}</ul>
      {show.isError && <Problem inline error={show.error} />}
      {!all && o.state === 'done' && <p className="mal-show"><ActionButton size="small" reason={reason} onClick={() => show.mutate({ n: String(o.n) } as never)}>{t('showCodes')}</ActionButton> <span className="muted">{t('showAudited')}</span></p>}
    </div>
  );
}
