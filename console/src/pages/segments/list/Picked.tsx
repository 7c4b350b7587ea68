import { Button } from 'antd';
import { useLocation } from 'wouter';
import type { SegmentRow } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { strings } from '../strings';
import { combine } from './match';
import type { Archive } from './useArchive';

/** What can be done with the chosen segments: one rule of them, or put them away. */
export function Picked({ rows, archived, onClear, archive }: { rows: readonly SegmentRow[]; archived: boolean; onClear: () => void; archive: Archive }) {
  const t = useStrings(strings), role = useStrings(roleNames);
  const may = useCan('operator');
  const [, go] = useLocation();
  const build = (op: 'and' | 'or') => go(`/segments/new?expression=${encodeURIComponent(combine(rows.map((r) => r.slug), op))}`);
  const reason = !may ? t('needRole', { role: role('operator') }) : rows.some((r) => r.used_by > 0) ? t('pickedUsed') : null;
  return (
    <div className="picked" role="region" aria-label={t('picked', { n: rows.length })}>
      <span>{t('picked', { n: rows.length })}</span>
      {!archived && rows.length > 1 && <><Button size="small" onClick={() => build('and')}>{t('both')}</Button><Button size="small" onClick={() => build('or')}>{t('either')}</Button></>}
      {archived ? <ActionButton size="small" reason={!may && t('needRole', { role: role('operator') })} onClick={() => { rows.forEach(archive.restore); onClear(); }}>{t('restore')}</ActionButton>
        : <ActionButton size="small" reason={reason} onClick={() => { archive.archive(rows); onClear(); }}>{t('archive')}</ActionButton>}
      <Button size="small" type="text" onClick={onClear}>{t('clearPick')}</Button>
    </div>
  );
}
