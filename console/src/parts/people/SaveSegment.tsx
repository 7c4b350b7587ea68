import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useSend } from '@/api/hooks';
import { useLang, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Problem } from '@/parts/feedback/Problem';
import { isSlug, slugFrom } from './slug';
import { strings } from './strings';

/** Saves an expression as a new segment; never over an existing one. */
export function SaveSegment({ expression, suggested, onDone }: { expression: string; suggested?: string; onDone: () => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const { lang } = useLang();
  const { notification } = App.useApp();
  const [, go] = useLocation();
  const [name, setName] = useState(suggested ?? '');
  const [slug, setSlug] = useState(() => slugFrom(suggested ?? ''));
  const [own, setOwn] = useState(false);
  const [tried, setTried] = useState(false);
  const save = useSend('putSegment', ['listSegments', 'vocabulary']);
  const submit = () => {
    setTried(true);
    if (!name.trim() || !isSlug(slug)) return;
    const title = name.trim();
    save.mutate({ slug, title: { zh: title, en: title }, expression, $: { ifNew: true } }, {
      onSuccess: () => {
        onDone();
        notification.success({ key: slug, title: t('segmentSaved', { name: title }), actions: <Button type="link" size="small" onClick={() => { notification.destroy(slug); go(`/segments/${slug}`); }}>{t('openSegment')}</Button> });
      },
    });
  };
  const taken = save.error?.status === 412 || save.error?.code === 'resource_exists';
  return (
    <form className="audience-form" lang={lang === 'zh' ? 'zh-CN' : 'en'} onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <label>{t('name')}<Input autoFocus value={name} maxLength={120} status={tried && !name.trim() ? 'error' : ''} onChange={(e) => { setName(e.target.value); if (!own) setSlug(slugFrom(e.target.value)); }} />
        {tried && !name.trim() && <span className="field-error">{t('nameMissing')}</span>}</label>
      <label>{t('slug')}<Input value={slug} maxLength={64} status={(tried && !isSlug(slug)) || taken ? 'error' : ''} onChange={(e) => { setOwn(true); setSlug(e.target.value); }} />
        <span className={(tried && !isSlug(slug)) || taken ? 'field-error' : ''}>{taken ? t('slugTaken') : t('slugHelp')}</span></label>
      {save.isError && !taken && <Problem inline error={save.error} />}
      <div className="audience-row"><Button onClick={onDone}>{c('cancel')}</Button><Button type="primary" htmlType="submit" loading={save.isPending}>{c('save')}</Button></div>
    </form>
  );
}
