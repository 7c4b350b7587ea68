import { Button } from 'antd';
import { useMemo } from 'react';
import { placed } from '@/api/error';
import type { Vocabulary } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import CodeEditor from '@/parts/code/CodeEditor';
import { strings as words } from '@/parts/code/strings';
import type { Doc } from './doc';
import { namesIn } from './parameters';
import { Reads, Universe } from './RulePane';
import type { Asked } from './useAsk';

/** The same rule as text, with the server's error where it is. */
export default function CodePane({ doc, asked, vocabulary, setText, undo, redo }: { doc: Doc; asked: Asked; vocabulary: Vocabulary | undefined; setText: (s: string) => void; undo: () => void; redo: () => void }) {
  const w = useStrings(words);
  const canonical = asked.count?.canonical;
  const error = asked.pending ? null : asked.error;
  const problems = useMemo(() => (placed(error) && error.place ? [{ place: error.place, message: error.hint ? `${error.detail}\n${error.hint}` : error.detail }] : []), [error]);
  // What is counted has the values of parameters in it; written over the text it would lose their names.
  const tidy = namesIn(doc.text).length === 0 && !asked.stale && canonical !== undefined && canonical !== doc.text && !/--/.test(doc.text);
  return (
    <Card>
      <Universe asked={asked} />
      <CodeEditor value={doc.text} onChange={setText} vocabulary={vocabulary} problems={problems} busy={doc.from === 'rules' && asked.pending} undo={undo} redo={redo} />
      <p className="code-hint"><span>{w('hint', { key: 'Ctrl Space' })}</span>{tidy && <Button type="link" size="small" onClick={() => setText(canonical)}>{w('format')}</Button>}</p>
      {placed(asked.error) && !asked.pending && <Problem inline error={asked.error} />}
      <Reads asked={asked} empty={false} />
    </Card>
  );
}
