import { useCallback, useMemo } from 'react';
import type { FunnelGroup } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { groupName } from '@/parts/question/groups';
import { selectorTitle } from '@/parts/question/selector';
import { strings as common } from '@/parts/question/strings';
import type { FunnelForm } from './doc';

/** Steps and groups in words. */
export function useNames(asked: FunnelForm) {
  const q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const titles = useMemo(() => asked.steps.map((s) => s.title || selectorTitle(s.events, vocabulary.data, pick, q('anything'))), [asked, vocabulary.data, pick, q]);
  const nameOf = useCallback((g: { kind: FunnelGroup['kind']; label: string | null }) => groupName(g, asked.by, vocabulary.data, pick, q), [asked, vocabulary.data, pick, q]);
  return { titles, nameOf };
}
