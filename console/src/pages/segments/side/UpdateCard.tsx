import { Checkbox, Input, Radio } from 'antd';
import { useApi } from '@/api/hooks';
import type { SegmentFull } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Time } from '@/parts/text/Time';
import { modes, readUpdate, writeUpdate } from '../editor/update';
import { strings } from '../strings';
import './UpdateCard.css';

export interface UpdateCardProps { value: string; onChange: (update: string) => void; events: boolean; onEvents: (events: boolean) => void; /** null: a new segment. */ saved: SegmentFull | null; /** The rule as it is counted; undefined while it cannot be. */ expression: string | undefined; /** Why it cannot be changed, or null. */ blocked: string | null }

/** When entries and exits are recorded, what that costs, and what was recorded last. */
export function UpdateCard({ value, onChange, events, onEvents, saved, expression, blocked }: UpdateCardProps) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const now = readUpdate(value);
  const check = useApi('checkExpression', { expression: expression ?? '' }, { enabled: expression !== undefined, live: false, fresh: 300_000 });
  const cost = check.data?.cost;
  const recorded = saved?.recorded;
  return (
    <section className="card updatecard" aria-label={t('update')}>
      <h2 className="updatecard-title">{t('update')}</h2>
      <Radio.Group aria-label={t('update')} value={now.mode} disabled={blocked !== null} onChange={(e) => onChange(writeUpdate({ ...now, mode: e.target.value }))}>
        {modes.map((m) => (
          <div key={m} className="updatecard-mode">
            <Radio value={m}>{t(`update_${m}`)}</Radio>
            {m === 'daily' && now.mode === 'daily' && <Input type="time" size="small" aria-label={t('updateAt')} value={now.at} disabled={blocked !== null} onChange={(e) => e.target.value && onChange(writeUpdate({ mode: 'daily', at: e.target.value.slice(0, 5) }))} />}
          </div>
        ))}
      </Radio.Group>
      <p className="updatecard-help">{t(`updateHelp_${now.mode}`)}</p>
      <Checkbox checked={events} disabled={blocked !== null} onChange={(e) => onEvents(e.target.checked)}>{t('updateEvents')}</Checkbox>
      {events && <p className="updatecard-help">{t('updateEventsHelp')}</p>}
      {cost && <p className="updatecard-help"><span className={`pill updatecard-${cost.level}`}>{t(`cost_${cost.level}`)}</span> {t('costNow', { reason: pick(cost.reason) })}{cost.level === 'heavy' && now.mode === 'live' ? ` ${t('costAdvice')}` : ''}</p>}
      {recorded && <p className="updatecard-help">{t('recordedLast', { n: f.count(recorded.people) })} · <Time v={recorded.at} as="relative" /></p>}
      {recorded?.problem && <p className="updatecard-problem" role="alert">{recorded.problem.detail}</p>}
      {blocked && <p className="updatecard-help">{blocked}</p>}
    </section>
  );
}
