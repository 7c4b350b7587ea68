import { Progress } from 'antd';
import type { TaskCounts } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** How much of its budget is used: the limit that is nearest. */
export function Budget({ of }: { of: TaskCounts }) {
  const t = useStrings(strings), f = useFormat();
  const limits = [
    { key: 'timesOf' as const, n: of.given, all: of.budget.times },
    { key: 'pointsOf' as const, n: of.points, all: of.budget.points },
    { key: 'couponsOf' as const, n: of.coupons, all: of.budget.coupons },
  ].filter((x) => x.all !== null).map((x) => ({ ...x, share: Number(x.all) > 0 ? Number(x.n) / Number(x.all) : 1 })).sort((a, b) => b.share - a.share);
  const near = limits[0];
  if (!near) return <>–</>;
  const words = t(near.key, { n: f.decimal(near.n), all: f.decimal(near.all) });
  return <span className="tsk-budget"><Progress percent={Math.min(100, Math.round(near.share * 100))} size="small" showInfo={false} status={near.share >= 1 ? 'exception' : 'normal'} aria-label={words} /><span className="muted num">{words}</span></span>;
}
