import { EditOutlined } from '@/theme/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import type { Classification } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { docOf } from '../logic/doc';
import { Editor } from './Editor';
import { Reading } from './Reading';
import { strings } from './strings';
import { UsedBy } from './UsedBy';
import { useDraft } from './useDraft';
import { Versions } from './Versions';
import './DefinitionTab.css';

/** The definition to read, with its versions; or, with ?edit=…, its editor. */
export default function DefinitionTab({ c }: { c: Classification }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const { message, notification } = App.useApp();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [s, set] = useUrlState({ edit: p.oneOf(['', 'form', 'yaml'], '') });
  const draft = useDraft(c.slug, c.version, docOf(c.doc));
  const [asking, setAsking] = useState(false);
  const versions = useApi('classificationVersions', { slug: c.slug });
  const archive = useSend('archiveClassification', ['listClassifications', 'vocabulary']);
  const restore = useSend('putClassification', ['getClassification', 'listClassifications', 'vocabulary']);
  const preset = versions.data?.items.find((v) => v.version === 1 && v.author === 'shoal');
  const name = pick(c.title), needs = !may && t('needOperator');
  const startText = (yaml: string) => { draft.setText(yaml); set({ edit: 'yaml' }, { push: true }); };

  if (s.edit && may) return (
    <Editor slug={c.slug} base={c} draft={draft} mode={s.edit} setMode={(edit) => set({ edit })}
      onClose={() => { draft.reset(); set({ edit: '' }); }}
      onSaved={(saved) => { draft.reset(); set({ edit: '' }); void message.success(t('saved', { n: saved.version })); }} />
  );
  const onArchive = () => archive.mutate({ slug: c.slug, $: { ifMatch: c.version } }, { onSuccess: () => {
    setAsking(false);
    go('/classes');
    notification.success({ key: c.slug, duration: 10, title: t('archived', { name }), actions: <Button size="small" onClick={() => restore.mutate({ slug: c.slug, yaml: c.yaml }, { onSuccess: () => notification.destroy(c.slug) })}>{t('undo')}</Button> });
  } });
  return (
    <div className="definition">
      <div className="definition-actions">
        <ActionButton type="primary" icon={<EditOutlined />} reason={needs} onClick={() => set({ edit: 'form' }, { push: true })}>{t('edit')}</ActionButton>
        <ActionButton reason={needs} onClick={() => go(`/classes/new?from=${c.slug}`)}>{t('copy')}</ActionButton>
        {preset && <ActionButton reason={needs || (preset.yaml === c.yaml && t('defaultsSame'))} onClick={() => startText(preset.yaml)}>{t('defaults')}</ActionButton>}
        <ActionButton danger reason={needs || (c.used_by.length > 0 && t('inUse', { who: c.used_by.map((u) => pick(u.title)).join(f.lang === 'zh' ? '、' : ', ') }))} onClick={() => setAsking(true)}>{t('archive')}</ActionButton>
      </div>
      <Reading c={c} />
      <UsedBy c={c} />
      <Versions slug={c.slug} query={versions} current={c.version} onDraft={may ? startText : undefined} />
      <ConfirmReach open={asking} title={t('archiveTitle', { name })} consequences={[t('archive1'), t('archive2')]} confirm={t('archive')} danger busy={archive.isPending} error={archive.error} onConfirm={onArchive} onCancel={() => setAsking(false)} />
    </div>
  );
}
