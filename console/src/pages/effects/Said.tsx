import { Tag } from 'antd';
import type { Report, Title } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { sectionOf } from './cells';
import { strings } from './strings';

/** What the report says of itself: warnings first, for they decide how the figures are read. */
export function Said({ report }: { report: Report }) {
  const t = useStrings(strings), pick = usePick();
  const rows = (sectionOf(report, 'said')?.rows ?? []).map((r) => ({ warns: (r[0] as Title).en === 'note', text: r[1] as Title }));
  return (
    <Card title={t('method')}>
      <ul className="effects-said">
        {[...rows.filter((r) => r.warns), ...rows.filter((r) => !r.warns)].map((r) => (
          <li key={r.text.en}>{r.warns && <Tag color="warning">{t('note')}</Tag>}{pick(r.text)}</li>
        ))}
      </ul>
    </Card>
  );
}
