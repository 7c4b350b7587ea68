import { Tooltip } from 'antd';
import { useFormat } from '@/i18n/useFormat';

/** Money in the workspace's currency: short on screen, exact on hover. `full` prints it exactly (tables). */
export function Money({ v, full }: { v: number | string | null | undefined; full?: boolean }) {
  const f = useFormat();
  const shown = full ? f.money(v) : f.moneyShort(v), whole = f.money(v);
  return shown === whole ? <span className="num">{shown}</span> : <Tooltip title={whole}><span className="num">{shown}</span></Tooltip>;
}
