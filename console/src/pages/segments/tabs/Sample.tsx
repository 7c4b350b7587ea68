import { ReloadOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useApi } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { PeopleTable } from '@/parts/people/PeopleTable';
import { strings } from '../strings';

/** Twenty of them, to see whether they are who was meant. */
export function Sample({ expression, asOf }: { expression: string; asOf: string }) {
  const t = useStrings(strings);
  const may = useCan('analyst');
  const [seed, setSeed] = useState(1);
  const q = useApi('samplePeople', { expression, as_of: asOf, n: 20, seed }, { enabled: may, live: false });
  if (!may) return null;
  return (
    <Card className="sample" flush title={t('sample')} extra={<Button size="small" icon={<ReloadOutlined />} onClick={() => setSeed((n) => n + 1)}>{t('shuffle')}</Button>}>
      <Await query={q} shape="table">{(d) => <PeopleTable dense columns={d.columns} rows={d.items} label={t('sample')} maxHeight={420} />}</Await>
    </Card>
  );
}
