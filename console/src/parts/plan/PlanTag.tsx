import { Tag, Tooltip } from 'antd';
import type { EventPlan, PropertyPlan } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** What tracking plans say of an event or a property: nothing when there is no plan. */
export function PlanTag({ plan }: { plan: EventPlan | PropertyPlan }) {
  const t = useStrings(strings), f = useFormat();
  if (plan.status === 'none') return null;
  const flagged = 'flagged' in plan ? plan.flagged : 0, refused = 'refused' in plan ? plan.refused : 0;
  const colour = { declared: 'success', unseen: 'default', undeclared: 'warning' }[plan.status];
  return (
    <span className="plan-tags">
      <Tooltip title={t(`${plan.status}Help`)}><Tag variant="filled" color={colour} tabIndex={0}>{t(plan.status)}</Tag></Tooltip>
      {flagged > 0 && <Tag variant="filled" color="warning">{t('flagged', { n: f.count(flagged) })}</Tag>}
      {refused > 0 && <Tag variant="filled" color="error">{t('refused', { n: f.count(refused) })}</Tag>}
    </span>
  );
}
