import { Select } from 'antd';
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { zoneLabel } from '@/i18n/format';
import type { FieldProps } from './types';

/** Time zones by name, found by city or offset. */
export function ZoneSelect({ value, onChange, id, label, disabled }: FieldProps) {
  const zones = useApi('listZones', {}, { fresh: Infinity, live: false });
  const options = useMemo(() => {
    const now = Date.now();
    const all = zones.data?.items ?? [];
    return (all.includes(value) ? all : [value, ...all]).map((z) => ({ value: z, label: `${z} (${zoneLabel(z, now)})` }));
  }, [zones.data, value]);
  return <Select {...(id ? { id } : {})} aria-label={label} showSearch={{ optionFilterProp: 'label' }} value={value} onChange={onChange} options={options} loading={zones.isLoading} disabled={disabled ?? false} />;
}
