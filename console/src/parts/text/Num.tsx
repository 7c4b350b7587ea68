import { Tooltip } from 'antd';
import { useFormat } from '@/i18n/useFormat';

/** A count: short on screen, in full on hover. `full` prints it in full (tables). */
export function Num({ v, full }: { v: number | string | null | undefined; full?: boolean }) {
  const f = useFormat();
  const shown = full ? f.count(v) : f.short(v), whole = f.count(v);
  return shown === whole ? <span className="num">{shown}</span> : <Tooltip title={whole}><span className="num">{shown}</span></Tooltip>;
}
