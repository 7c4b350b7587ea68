import { QuestionCircleOutlined } from '@/theme/icons';
import { Tooltip } from 'antd';
import type { Metric } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { Delta } from '@/parts/text/Delta';
import { Sparkline } from './Sparkline';
import { strings } from './strings';
import './MetricCard.css';

export interface MetricCardProps {
  metric: Metric;
  /** The dates of the trend's points; the last may be unfinished. */
  openEnd?: boolean;
  /** Shown as the picked one of a row of cards that choose what the chart shows. */
  selected?: boolean;
  onSelect?: () => void;
  asOf?: string;
}

/** One figure: value (a door to its people), change against the comparison, trend with the comparison dotted. */
export function MetricCard({ metric: m, openEnd, selected, onSelect, asOf }: MetricCardProps) {
  const f = useFormat(), pick = usePick(), t = useStrings(strings);
  const title = pick(m.title);
  const full = f.cell(m.value, m.type), before = f.cell(m.previous, m.type);
  return (
    <div className={`metric ${selected ? 'metric-selected' : ''}`}>
      <div className="metric-head">
        {onSelect ? <button type="button" className="metric-pick" aria-pressed={selected ?? false} onClick={onSelect}>{title}</button> : <span>{title}</span>}
        <Tooltip title={pick(m.help)}><span className="metric-help" tabIndex={0} role="note" aria-label={pick(m.help)}><QuestionCircleOutlined /></span></Tooltip>
      </div>
      <Tooltip title={<><div>{full}</div>{m.previous !== null && <div>{t('previous', { v: before })}</div>}</>}>
        <div className="metric-value num"><Door expression={m.people_expression} title={title} asOf={asOf}>{f.cellShort(m.value, m.type)}</Door></div>
      </Tooltip>
      <div className="metric-foot">
        <Delta change={m.change} points={m.type === 'rate'} better={m.better} />
        <Sparkline values={m.trend} previous={m.previous_trend} width={96} height={28} {...(openEnd ? { openEnd } : {})} />
      </div>
    </div>
  );
}
