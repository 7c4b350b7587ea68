import { Button, Input, Segmented } from 'antd';
import { useVocabulary } from '@/api/vocabulary';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { actions, isAt, type Action, type Ev } from './doc';
import { PropTable } from './PropTable';
import { strings } from './strings';

export interface EventFormProps {
  event: Ev;
  wrong: 'empty' | 'twice' | undefined;
  error: { source: string | undefined; detail: string } | null;
  disabled: boolean;
  onChange: (e: Ev) => void;
  onRemove: () => void;
}

/** One event of a plan: its name, what happens when it is broken, its properties. */
export function EventForm({ event, wrong, error, disabled, onChange, onRemove }: EventFormProps) {
  const t = useStrings(strings);
  const known = useVocabulary().data?.events.find((e) => e.name === event.name.trim())?.props.map((p) => p.name) ?? [];
  const path = `events/${event.name.trim()}`;
  const mine = error && isAt(error.source, path) && !isAt(error.source, `${path}/properties`) ? error.detail : null;
  return (
    <section className="plan-event" aria-label={event.name || t('eventName')}>
      <div className="plan-event-head">
        <Field label={t('eventName')} error={wrong ? t(wrong === 'empty' ? 'emptyName' : 'twice') : mine}><Input value={event.name} maxLength={255} disabled={disabled} onChange={(e) => onChange({ ...event, name: e.target.value })} /></Field>
        <div className="plan-choice"><span>{t('broken')}</span><Segmented aria-label={t('broken')} value={event.broken} disabled={disabled} onChange={(v) => onChange({ ...event, broken: v as Ev['broken'] })} options={(['flag', 'reject'] as const).map((x) => ({ value: x, label: t(x) }))} /></div>
        <div className="plan-choice"><span>{t('others')}</span><Segmented aria-label={t('others')} value={event.others} disabled={disabled} onChange={(v) => onChange({ ...event, others: v as Action })} options={actions.map((x) => ({ value: x, label: t(x) }))} /></div>
        {!disabled && <Button danger type="text" onClick={onRemove}>{t('remove')}</Button>}
      </div>
      <PropTable props={event.props} known={known} mayRequire disabled={disabled} path={`${path}/properties`} error={error} onChange={(props) => onChange({ ...event, props })} />
    </section>
  );
}
