import { DatePicker, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { strings } from './strings';

/** Two dates of the workspace's calendar. Apart from PeriodPicker because the calendar is 60 KiB few people need. */
export default function CustomRange({ from, to, last, onPick, onClose }: { from: string | undefined; to: string | undefined; last: string; onPick: (from: string, to: string) => void; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const [range, set] = useState<[Dayjs, Dayjs] | null>(from && to ? [dayjs(from), dayjs(to)] : null);
  return (
    <Modal open title={t('period')} okText={t('apply')} cancelText={c('cancel')} onCancel={onClose} okButtonProps={{ disabled: !range }} onOk={() => range && onPick(range[0].format('YYYY-MM-DD'), range[1].format('YYYY-MM-DD'))}>
      <DatePicker.RangePicker style={{ width: '100%' }} value={range} placeholder={[t('from'), t('to')]} disabledDate={(d) => d.format('YYYY-MM-DD') > last} onChange={(v) => set(v?.[0] && v[1] ? [v[0], v[1]] : null)} />
    </Modal>
  );
}
