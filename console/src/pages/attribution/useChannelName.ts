import { useCallback } from 'react';
import type { AttributionChannel } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings as common } from '@/parts/question/strings';
import { models, type Model } from './doc';
import { strings } from './strings';

/** Channels and models in words. */
export function useChannelName() {
  const t = useStrings(strings), q = useStrings(common);
  const nameOf = useCallback((c: AttributionChannel): string => (c.kind === 'none' ? t('none') : c.kind === 'other' ? q('other') : c.label === null ? q('withoutValue') : c.label), [t, q]);
  const modelName = useCallback((m: string): string => ((models as readonly string[]).includes(m) ? t(m as Model) : m), [t]);
  return { nameOf, modelName };
}
