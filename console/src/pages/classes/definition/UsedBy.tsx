import { Link } from 'wouter';
import type { Classification } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { strings } from './strings';

/** Who would change with it; while anybody is here it cannot be archived. */
export function UsedBy({ c }: { c: Classification }) {
  const t = useStrings(strings), pick = usePick();
  return (
    <Card title={t('usedBy')}>
      {c.used_by.length === 0 ? <span className="muted">{t('usedByNone')}</span> : (
        <ul className="definition-uses">
          {c.used_by.map((u) => <li key={u.kind + u.slug}><span>{t(u.kind === 'segment' ? 'kindSegment' : 'kindClassification')}</span><Link href={u.kind === 'segment' ? `/segments/${u.slug}` : `/classes/${u.slug}`}>{pick(u.title) || u.slug}</Link></li>)}
        </ul>
      )}
    </Card>
  );
}
