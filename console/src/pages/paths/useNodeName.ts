import { useCallback } from 'react';
import type { PathNode } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** A node in words: the title of its event, or the value it stands for. */
export function useNodeName(): (n: PathNode) => string {
  const t = useStrings(strings), pick = usePick();
  const events = useVocabulary().data?.events;
  return useCallback((n) => {
    const event = n.event === null ? '' : pick(events?.find((e) => e.name === n.event)?.title ?? { zh: n.event, en: n.event }) || n.event;
    switch (n.kind) {
      case 'event': return event;
      case 'title': return n.label ?? '';
      case 'value': return n.label === null ? t('noValue', { event }) : t('valueOf', { event, value: n.name ? `${n.name} (${n.label})` : n.label });
      case 'values_other': return t('otherValues', { event });
      case 'other': return t('other');
    }
  }, [events, pick, t]);
}
