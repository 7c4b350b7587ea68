import { useApi } from '@/api/hooks';
import { useDebounced } from '@/hooks/useDebounced';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { useNames } from '@/parts/members/useNames';
import { joinWhen, type Doc } from './doc';
import { sentences } from './sentences';
import { strings } from './strings';

/** The rules as sentences (rule 9). */
export function Reading({ doc }: { doc: Doc }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), names = useNames();
  const when = useDebounced(joinWhen(doc.join), 400);
  const who = useApi('parseExpression', { expression: when }, { enabled: when.trim() !== '', live: false, keep: false, fresh: 300_000 });
  return <Card title={t('reads')}><ul className="prg-reads">{sentences(doc, { t, f, pick, names, who: who.data && pick(who.data.sentence) }).map((s, i) => <li key={i}>{s}</li>)}</ul></Card>;
}
