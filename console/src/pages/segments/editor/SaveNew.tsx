import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Segment, Title } from '@/api/types';
import { useApi, useSend } from '@/api/hooks';
import { retold } from '@/i18n/format';
import { useLang, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Field } from '@/parts/fields/Field';
import { Problem } from '@/parts/feedback/Problem';
import { useHeld } from '@/parts/leave/useHeld';
import { strings } from '../strings';
import { fullTitle, given as givenWords } from './doc';
import type { Parameters } from './parameters';
import { isSlug, slugFor } from './slug';

export interface SaveNewProps { title: Title; description: Title; update: string; events: boolean; parameters: Parameters; expression: () => Promise<string>; onClose: () => void; onSaved: (s: Segment) => void }

/** A new segment: its name in both languages, its id, then the rule as it stands. */
export function SaveNew({ title: given, description, update, events, parameters, expression, onClose, onSaved }: SaveNewProps) {
  const t = useStrings(strings), c = useStrings(common);
  const { lang } = useLang();
  const [title, setTitle] = useState(given);
  const [words, setWords] = useState(description);
  const [own, setOwn] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const known = useApi('listSegments', { sizes: false }), gone = useApi('listSegments', { sizes: false, status: 'archived' });
  const save = useSend('putSegment', ['listSegments', 'vocabulary']);
  const held = useHeld([title, words, own], save.isPending), close = () => held.ask(onClose);
  const taken = [...(known.data?.items ?? []), ...(gone.data?.items ?? [])].map((s) => s.slug);
  const slug = own ?? slugFor(title, taken);
  const named = fullTitle(title).zh !== '';
  const used = taken.includes(slug) || save.error?.status === 412 || save.error?.code === 'resource_exists';
  const submit = async () => {
    setTried(true);
    setFailed(null);
    if (!named || !isSlug(slug) || taken.includes(slug)) return;
    try {
      const text = await expression();
      save.mutate({ slug, title: fullTitle(title), ...givenWords({ description: words, update, events, parameters }, text), expression: text, $: { ifNew: true } }, { onSuccess: onSaved });
    } catch (e) { setFailed(e); }
  };
  const name = (l: 'zh' | 'en') => (
    <Field key={l} label={t(l === 'zh' ? 'titleZh' : 'titleEn')} error={l === lang && tried && !named && t('nameMissing')}>
      <Input autoFocus={l === lang} lang={l === 'zh' ? 'zh-CN' : 'en'} value={title[l]} maxLength={120} onChange={(e) => setTitle({ ...title, [l]: e.target.value })} />
    </Field>
  );
  return (
    <Modal open title={t('saveNew')} onCancel={close} footer={null} destroyOnHidden>
      <form className="form" onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        {lang === 'zh' ? [name('zh'), name('en')] : [name('en'), name('zh')]}
        <Field label={t('slug')} help={t('slugHelp')} error={used ? t('slugTaken') : tried && !isSlug(slug) && t('slugBad')}><Input value={slug} maxLength={64} spellCheck={false} autoComplete="off" onChange={(e) => setOwn(e.target.value)} /></Field>
        <Field label={<>{t('description')} <span className="muted">{c('optional')}</span></>}><Input.TextArea value={words[lang]} maxLength={4000} autoSize={{ minRows: 2, maxRows: 6 }} onChange={(e) => setWords(retold(words, lang, e.target.value))} /></Field>
        {failed !== null && <Problem inline error={failed} />}
        {save.isError && !used && <Problem inline error={save.error} />}
        <div className="form-row form-end"><Button onClick={close}>{c('cancel')}</Button><Button type="primary" htmlType="submit" loading={save.isPending}>{c('save')}</Button></div>
      </form>
      {held.dialog}
    </Modal>
  );
}
