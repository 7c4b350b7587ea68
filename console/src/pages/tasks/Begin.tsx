import { useLocation } from 'wouter';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Card } from '@/parts/page/Card';
import type { Kind } from './doc';
import { strings } from './strings';
import { templates } from './templates';
import '@/parts/docs/docs.css';

/** What one can begin with. */
export function Begin({ kind, reason }: { kind: Kind; reason: string | null }) {
  const t = useStrings(strings), pick = usePick();
  const [, go] = useLocation();
  const mine = templates.filter((x) => x.kind === kind);
  return (
    <div className="doc-templates">
      {mine.map((x) => <Card key={x.id} title={pick(x.title)}><p>{pick(x.help)}</p><ActionButton {...(x === mine[0] ? { type: 'primary' as const } : {})} reason={reason} onClick={() => go(`/tasks/new?kind=${kind}&from=${x.id}`)}>{t('use')}</ActionButton></Card>)}
    </div>
  );
}
