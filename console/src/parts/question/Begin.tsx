import type { Title } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { strings } from './strings';

/** A question to begin with; offered only where the workspace has the events it speaks of. */
export interface Example { id: string; title: Title; help: Title; events: readonly string[]; doc: object }

export function Begin({ examples, onUse }: { examples: readonly Example[]; onUse: (doc: object) => void }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  return (
    <Await query={vocabulary} shape="cards">
      {(v) => {
        const have = new Set(v.events.map((e) => e.name));
        const list = examples.filter((x) => x.events.every((e) => have.has(e)));
        if (list.length === 0) return <EmptyState kind="nothing" title={t('nothingAsked')} />;
        return (
          <Card title={t('examples')} help={t('nothingAskedHelp')}>
            <div className="question-begin">{list.map((x) => <button key={x.id} type="button" className="question-example" onClick={() => onUse(x.doc)}><strong>{pick(x.title)}</strong><span>{pick(x.help)}</span></button>)}</div>
          </Card>
        );
      }}
    </Await>
  );
}
