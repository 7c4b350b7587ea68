import { DownloadOutlined, EditOutlined, RedoOutlined, UndoOutlined } from '@/theme/icons';
import { Button, Dropdown, Tooltip } from 'antd';
import { useLocation } from 'wouter';
import { keyCaps } from '@/commands/keys';
import { usePhone } from '@/hooks/useMedia';
import type { SegmentFull } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { usePath } from '../usePath';
import { strings } from '../strings';

export function EditorStatus({ saved, base, dirty, onTitle }: { saved: SegmentFull | null; base: number; dirty: boolean; onTitle: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const [, go] = useLocation();
  const pathOf = usePath();
  return (
    <>
      <Tooltip title={t('titleEdit')}><Button type="text" size="small" aria-label={t('titleEdit')} icon={<EditOutlined />} onClick={onTitle} /></Tooltip>
      {dirty && <span className="pill pill-dirty">● {t('dirty')}</span>}
      {saved && <span className="pill">{t('version', { n: base || saved.version })}</span>}
      {saved?.status === 'archived' && <span className="pill">{t('isArchived')}</span>}
      {saved && saved.used_by.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: saved.used_by.map((u) => ({ key: `${u.kind}/${u.slug}`, label: `${u.kind === 'segment' ? t('kindSegment') : u.kind === 'classification' ? t('kindClassification') : u.kind === 'question' ? t('kindQuestion') : u.kind === 'board' ? t('kindBoard') : u.kind} · ${pick(u.title) || u.slug}`, onClick: () => { const to = pathOf(u); if (to) go(to); } })) }}>
          <button type="button" className="pill">{t('usedByN', { n: saved.used_by.length })} ▾</button>
        </Dropdown>
      )}
    </>
  );
}

export interface ActionsProps {
  saved: SegmentFull | null; canUndo: boolean; canRedo: boolean; undo: () => void; redo: () => void;
  blocked: string | null; exportBlocked: string | null; saveAsBlocked: string | null; busy: boolean; onSave: () => void; onSaveAs: () => void; onExport: () => void;
}
export function EditorActions(a: ActionsProps) {
  const phone = usePhone();
  const t = useStrings(strings);
  const cap = (k: string) => keyCaps(k).join(' ');
  return (
    <>
      <Tooltip title={`${t('undoStep')} ${cap('mod+z')}`}><Button type="text" aria-label={t('undoStep')} disabled={!a.canUndo} icon={<UndoOutlined />} onClick={a.undo} /></Tooltip>
      <Tooltip title={`${t('redoStep')} ${cap('mod+shift+z')}`}><Button type="text" aria-label={t('redoStep')} disabled={!a.canRedo} icon={<RedoOutlined />} onClick={a.redo} /></Tooltip>
      <ActionButton icon={<DownloadOutlined />} reason={a.exportBlocked} onClick={a.onExport} aria-label={t('exportPeople')}>{phone ? null : t('exportPeople')}</ActionButton>
      {a.saved && <ActionButton reason={a.saveAsBlocked} onClick={a.onSaveAs}>{t('saveAs')}</ActionButton>}
      <ActionButton type="primary" reason={a.blocked} loading={a.busy} onClick={a.onSave}>{t('save')} <kbd className="save-key">{cap('mod+s')}</kbd></ActionButton>
    </>
  );
}
