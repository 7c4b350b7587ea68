import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useQueryClient } from '@tanstack/react-query';
import { ops } from '@/api/ops';
import type { PeopleColumn, PeopleRow } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Problem } from '@/parts/feedback/Problem';
import { isSlug, slugFrom } from '@/parts/people/slug';
import { COLLECT_MAX, frozenDocuments, ofList } from './collect';
import { strings } from './strings';

export interface FreezeProps { total: number; suggested: string; everybody: () => Promise<{ columns: PeopleColumn[]; rows: PeopleRow[] }>; onDone: () => void }

/** Keeps exactly these people: a list of them, and a segment that is the list. */
export function Freeze({ total, suggested, everybody, onDone }: FreezeProps) {
  const t = useStrings(strings), c = useStrings(common);
  const { notification } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [name, setName] = useState(suggested);
  const [slug, setSlug] = useState(() => slugFrom(suggested));
  const [own, setOwn] = useState(false);
  const [tried, setTried] = useState(false);
  const [state, set] = useState<{ busy: boolean; taken: boolean; error: unknown }>({ busy: false, taken: false, error: null });
  const tooMany = total > COLLECT_MAX;
  const title = name.trim();
  const bad = tried && !isSlug(slug);

  const save = async () => {
    setTried(true);
    if (!title || !isSlug(slug) || tooMany) return;
    set({ busy: true, taken: false, error: null });
    try {
      const { rows } = await everybody();
      const documents = frozenDocuments(slug, title, rows.map((r) => r.id));
      // What has this id already is somebody's, not to be replaced.
      const dry = await ops.applyResources({ workspace, documents, dry: true });
      if (dry.changes.some((x) => x.what !== 'create')) return set({ busy: false, taken: true, error: null });
      await ops.applyResources({ workspace, documents });
      const kept = await ops.countPeople({ workspace, expression: ofList(slug) });
      for (const key of ['listSegments', 'vocabulary']) void client.invalidateQueries({ queryKey: [key] });
      onDone();
      notification.success({ key: slug, title: t('frozen', { name: title, n: kept.people }), ...(kept.people < rows.length ? { description: t('frozenLess', { n: rows.length - kept.people }) } : {}),
        actions: <Button type="link" size="small" onClick={() => { notification.destroy(slug); go(`/segments/${slug}`); }}>{t('open')}</Button> });
    } catch (error) { set({ busy: false, taken: false, error }); }
  };
  return (
    <form className="audience-form" onSubmit={(e) => { e.preventDefault(); void save(); }}>
      <p>{tooMany ? t('freezeTooMany', { n: COLLECT_MAX }) : t('freezeHelp', { n: total })}</p>
      <label>{t('name')}<Input autoFocus value={name} maxLength={120} status={tried && !title ? 'error' : ''} onChange={(e) => { setName(e.target.value); if (!own) setSlug(slugFrom(e.target.value)); }} />
        {tried && !title && <span className="field-error">{t('nameMissing')}</span>}</label>
      <label>{t('slug')}<Input value={slug} maxLength={64} status={bad || state.taken ? 'error' : ''} onChange={(e) => { setOwn(true); setSlug(e.target.value); }} />
        <span className={bad || state.taken ? 'field-error' : ''}>{t(state.taken ? 'slugTaken' : 'slugHelp')}</span></label>
      {state.error !== null && <Problem inline error={state.error} />}
      <div className="audience-row"><Button onClick={onDone}>{c('cancel')}</Button><Button type="primary" htmlType="submit" disabled={tooMany} loading={state.busy}>{c('save')}</Button></div>
    </form>
  );
}
