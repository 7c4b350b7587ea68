import { Select } from 'antd';
import type { Funnel, FunnelGroup } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Card } from '@/parts/page/Card';
import { strings } from './strings';
import './Significance.css';

/** Do two groups really differ, or is it chance? */
export function Significance({ compare, groups, nameOf, onChoose }: { compare: NonNullable<Funnel['compare']>; groups: readonly FunnelGroup[]; nameOf: (label: string | null) => string; onChoose: (pair: [string, string]) => void }) {
  const t = useStrings(strings), f = useFormat();
  const labels = groups.flatMap((g) => (g.kind === 'value' && g.label !== null ? [g.label] : []));
  const [a, b] = compare.groups;
  if (!a || !b) return null;
  const most = Math.max(a.high, b.high, 0.0001);
  const options = labels.map((l) => ({ value: l, label: nameOf(l) }));
  const pair: [string, string] = [a.label ?? '', b.label ?? ''];
  const p = compare.p === null ? '' : compare.p < 0.001 ? '< 0.001' : compare.p.toFixed(3);
  return (
    <Card title={t('significance')} help={!compare.enough ? t('notEnough') : compare.p !== null && compare.p < 0.05 ? t('significant', { p }) : t('notSignificant', { p })}>
      <div className="versus">
        {[a, b].map((g, i) => (
          <div key={i} className="versus-row">
            <Select aria-label={t(i === 0 ? 'groupA' : 'groupB')} value={pair[i]} options={options.map((o) => ({ ...o, disabled: o.value === pair[1 - i] }))} popupMatchSelectWidth={false} onChange={(l: string) => onChoose(i === 0 ? [l, pair[1]] : [pair[0], l])} />
            <span className="versus-track" title={`${t('interval')} ${f.rate(g.low)} – ${f.rate(g.high)}`}>
              <span className={`versus-interval versus-${i}`} style={{ left: `${(g.low / most) * 100}%`, width: `${((g.high - g.low) / most) * 100}%` }} /><span className={`versus-point versus-${i}`} style={{ left: `${(g.rate / most) * 100}%` }} />
            </span>
            <span className="num"><strong>{f.rate(g.rate)}</strong> <span className="muted">{f.rate(g.low)} – {f.rate(g.high)}</span></span>
          </div>
        ))}
      </div>
    </Card>
  );
}
