import { Button } from 'antd';
import { useMemo } from 'react';
import { placed } from '@/api/error';
import type { Clause, Vocabulary } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { BuilderContext } from '@/parts/builder/context';
import { RuleGroup } from '@/parts/builder/RuleGroup';
import type { Group } from '@/parts/builder/tree';
import { strings } from '../strings';
import type { Doc } from './doc';
import type { Asked } from './useAsk';

/** The sentence of the rule and the universe it chooses from, under both tabs. */
export function Reads({ asked, empty }: { asked: Asked; empty: boolean }) {
  const t = useStrings(strings), pick = usePick();
  return <p className={asked.stale ? 'reads reads-old' : 'reads'}><span className="reads-label">{t('readsAs')}</span>{empty ? t('everyoneReads') : asked.sentence ? pick(asked.sentence) : '…'}</p>;
}
export function Universe({ asked }: { asked: Asked }) {
  const t = useStrings(strings), f = useFormat();
  return <p className="universe">{asked.count ? t('universe', { n: f.count(asked.count.everyone) }) : t('universeWait')}</p>;
}

export interface RulePaneProps {
  doc: Doc; asked: Asked; vocabulary: Vocabulary | undefined; counts: ReadonlyMap<string, Clause>; missing: number;
  edit: (f: (root: Group) => Group, merge?: string | null) => void; openCode: () => void;
}

export function RulePane({ doc, asked, vocabulary, counts, missing, edit, openCode }: RulePaneProps) {
  const t = useStrings(strings);
  const asOf = asked.count?.as_of;
  const value = useMemo(() => ({ vocabulary, counts, stale: asked.stale, asOf, edit, openCode }), [vocabulary, counts, asked.stale, asOf, edit, openCode]);
  return (
    <Card>
      <Universe asked={asked} />
      {doc.root ? <BuilderContext value={value}><RuleGroup group={doc.root} /></BuilderContext>
        : asked.error && !asked.pending ? <Problem error={asked.error} actions={placed(asked.error) ? <><span className="muted">{t('errorInCode')}</span><Button onClick={openCode}>{t('toCode')}</Button></> : undefined} onRetry={placed(asked.error) ? undefined : asked.again} />
          : <Loading shape="table" />}
      {missing > 0 && <p className="open-note" role="status">{t('openRows', { n: missing })}</p>}
      {doc.root && <Reads asked={asked} empty={doc.root.items.length === 0} />}
    </Card>
  );
}
