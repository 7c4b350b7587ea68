import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { isAt, newKey, type Rename } from './doc';
import { strings } from './strings';

/** What clients call things, and what they are stored as. */
export function Renames({ list, onChange, disabled, error }: { list: readonly Rename[]; onChange: (r: Rename[]) => void; disabled: boolean; error: { source: string | undefined; detail: string } | null }) {
  const t = useStrings(strings);
  const put = (key: string, patch: Partial<Rename>) => onChange(list.map((r) => (r.key === key ? { ...r, ...patch } : r)));
  return (
    <div className="plan-renames">
      <p className="muted">{t('namesHelp')}</p>
      {list.map((r) => {
        const twice = list.some((x) => x.key !== r.key && x.of === r.of && x.from.trim() !== '' && x.from.trim() === r.from.trim());
        const at = r.from.trim() !== '' && error && isAt(error.source, `names/${r.of}/${r.from.trim()}`);
        return (
          <div key={r.key} className="plan-rename" role="group" aria-label={r.from || t('from')}>
            <Select aria-label={t('renameOf')} value={r.of} disabled={disabled} onChange={(of) => put(r.key, { of })} options={[{ value: 'events', label: t('ofEvents') }, { value: 'properties', label: t('ofProperties') }]} popupMatchSelectWidth={false} />
            <Input aria-label={t('from')} placeholder={t('from')} value={r.from} disabled={disabled} maxLength={255} status={twice ? 'error' : ''} onChange={(e) => put(r.key, { from: e.target.value })} />
            <span aria-hidden="true">→</span>
            <Input aria-label={t('to')} placeholder={t('to')} value={r.to} disabled={disabled} maxLength={255} status={at ? 'error' : ''} onChange={(e) => put(r.key, { to: e.target.value })} />
            <Button type="text" size="small" icon={<CloseOutlined />} disabled={disabled} aria-label={t('removeOf', { name: r.from })} onClick={() => onChange(list.filter((x) => x.key !== r.key))} />
            {(twice || at) && <span className="field-note field-error plan-note" role="alert">{twice ? t('twice') : error?.detail}</span>}
          </div>
        );
      })}
      {!disabled && <Button type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...list, { key: newKey(), of: 'events', from: '', to: '' }])}>{t('addRename')}</Button>}
    </div>
  );
}
