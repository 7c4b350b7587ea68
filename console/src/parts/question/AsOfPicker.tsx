import { Input, Select } from 'antd';
import { useState } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { momentParts } from './moment';
import { strings } from './strings';

/** Now, or a past moment of the workspace's calendar: what came later does not exist. '' is now. */
export function AsOfPicker({ value, onChange }: { value: string; onChange: (asOf: string) => void }) {
  const t = useStrings(strings), f = useFormat();
  const [open, setOpen] = useState(false);
  const options = [{ value: '', label: t('now') }, ...(value ? [{ value, label: momentName(value, f) }] : []), { value: '$pick', label: t('pastMoment') }];
  return (
    <>
      <Select className="as-of-picker" aria-label={t('asOfMoment')} value={value} popupMatchSelectWidth={false} options={options} prefix={<span className="picker-word">{t('asOfMoment')}</span>} onChange={(v) => (v === '$pick' ? setOpen(true) : onChange(v))} />
      {open && <MomentDialog value={value} onClose={() => setOpen(false)} onPick={(v) => { setOpen(false); onChange(v); }} />}
    </>
  );
}

/** A day as it stands, another moment in the workspace's zone. */
function momentName(value: string, f: ReturnType<typeof useFormat>): string {
  const { day, time, zoned } = momentParts(value);
  return zoned ? f.dateTime(value) : day === '' ? value : `${day}${time && ` ${time}`}`;
}

function MomentDialog({ value, onPick, onClose }: { value: string; onPick: (v: string) => void; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const was = momentParts(value), today = f.dayOf(new Date().toISOString());
  const [day, setDay] = useState(was.zoned ? f.dayOf(value) : was.day), [time, setTime] = useState(was.zoned ? f.timeOf(value) : was.time), [tried, setTried] = useState(false);
  const wrong = day === '' || day > today;
  return (
    <FormModal holds={[day, time]} title={t('pastMomentTitle')} submit={t('apply')} onClose={onClose} onSubmit={() => { setTried(true); if (!wrong) onPick(time ? `${day}T${time}` : day); }}>
      <Field label={t('asOfDay')} help={t('asOfHelp')} error={tried && wrong && t('asOfDayWrong')}><Input type="date" max={today} value={day} onChange={(e) => setDay(e.target.value)} /></Field>
      <Field label={t('asOfTime')} help={t('asOfTimeHelp')}><Input type="time" value={time} onChange={(e) => setTime(e.target.value.slice(0, 5))} /></Field>
    </FormModal>
  );
}
