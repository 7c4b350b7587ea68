import { Button } from 'antd';
import { useMemo } from 'react';
import { placed } from '@/api/error';
import { useApi } from '@/api/hooks';
import type { Vocabulary } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import CodeEditor from '@/parts/code/CodeEditor';
import { strings as words } from '@/parts/code/strings';
import { EVERYONE, type Doc } from './doc';
import { givenParameters, namesIn } from './parameters';
import { Reads, Universe } from './RulePane';
import type { Asked } from './useAsk';

/** The same rule as text, with the server's errors where they are. */
export default function CodePane({ doc, asked, vocabulary, setText, undo, redo }: { doc: Doc; asked: Asked; vocabulary: Vocabulary | undefined; setText: (s: string) => void; undo: () => void; redo: () => void }) {
  const w = useStrings(words), pick = usePick();
  const canonical = asked.count?.canonical;
  const error = asked.pending ? null : asked.error;
  // Counting tells the first error; the check finds that of every clause.
  const check = useApi('checkExpression', { expression: doc.text, ...givenParameters(doc.parameters, doc.text) }, { enabled: placed(error), live: false, fresh: 300_000, keep: false });
  const problems = useMemo(() => (!placed(error) || !error.place ? [] : check.data && check.data.errors.length > 0 ? check.data.errors.map((e) => ({ place: e.place, message: e.hint ? `${pick(e.message)}\n${pick(e.hint)}` : pick(e.message) }))
    : [{ place: error.place, message: error.hint ? `${error.detail}\n${error.hint}` : error.detail }]), [error, check.data, pick]);
  // Rows that say nothing yet are no text either: who begins to type has nothing to remove.
  const shown = doc.from === 'rules' && doc.root?.items.length === 0 && doc.text === EVERYONE ? '' : doc.text;
  // What is counted has the values of parameters in it; written over the text it would lose their names.
  const tidy = namesIn(doc.text).length === 0 && !asked.stale && canonical !== undefined && canonical !== doc.text && !/--/.test(doc.text);
  return (
    <Card>
      <Universe asked={asked} />
      <CodeEditor value={shown} onChange={setText} vocabulary={vocabulary} problems={problems} busy={doc.from === 'rules' && asked.pending} undo={undo} redo={redo} />
      <p className="code-hint"><span>{w('hint', { key: 'Ctrl Space' })}</span>{tidy && <Button type="link" size="small" onClick={() => setText(canonical)}>{w('format')}</Button>}</p>
      {placed(asked.error) && !asked.pending && <Problem inline error={asked.error} />}
      {!placed(error) && <Reads asked={asked} empty={false} />}
    </Card>
  );
}
