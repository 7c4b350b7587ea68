import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { Card } from '@/parts/page/Card';
import { SelectorField } from '@/parts/question/SelectorField';
import { SpanInput } from '@/parts/question/SpanInput';
import { errorAt } from '@/parts/question/useAnswer';
import { counts, DEPTH_MAX, ITEMS_MAX, newItem, newSplit, NODES_MAX, shares, SPLIT_MAX, type Item, type PathsForm, type Split } from './doc';
import { strings } from './strings';
import './Form.css';

export interface FormProps { form: PathsForm; put: (patch: Partial<PathsForm>, merge?: string | null) => void; error: ApiError | null }

/** Both ends, what stands between them, and how far it is followed. */
export function Form({ form, put, error }: FormProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const events = useVocabulary().data?.events ?? [];
  const vocabulary = useVocabulary().data;
  const at = (field: string) => errorAt(error, field);
  const wrong = (field: string) => { const e = at(field); return e && <span className="field-note field-error" role="alert">{e.detail} {e.hint}</span>; };
  const item = (key: string, patch: Partial<Item>, merge: string) => put({ items: form.items.map((i) => (i.key === key ? { ...i, ...patch } : i)) }, merge);
  const split = (key: string, patch: Partial<Split>) => put({ split: form.split.map((s) => (s.key === key ? { ...s, ...patch } : s)) });
  return (
    <Card>
      <div className="paths-form">
        <div className="paths-event"><span className="question-label">{t('from')}</span><SelectorField optional placeholder={t(form.to ? 'anyTo' : 'anyFrom')} label={t('from')} value={form.from} error={at('from')} onChange={(from) => put({ from }, 'from')} /></div>
        <div className="paths-event"><span className="question-label">{t('to')}</span><SelectorField optional placeholder={t('anyTo')} label={t('to')} value={form.to} error={at('to')} onChange={(to) => put({ to }, 'to')} /></div>
        <div className="paths-event">
          <span className="question-label">{t('nodes')}</span>
          <div className="paths-items">
            {form.items.length === 0 && <span className="muted paths-all">{t('allEvents')}</span>}
            {form.items.map((x, i) => (
              <div key={x.key} className="paths-item">
                <SelectorField label={t('item', { n: i + 1 })} value={x.events} error={at(form.items.length === 1 ? 'events' : `events[${i}]`) ?? at(`events[${i}]`)} onChange={(e) => item(x.key, { events: e }, `${x.key}:events`)} />
                <Input className="paths-title" aria-label={`${t('itemTitle')} ${i + 1}`} placeholder={t('itemTitle')} maxLength={120} value={x.title} onChange={(e) => item(x.key, { title: e.target.value }, `${x.key}:title`)} />
                <Button type="text" size="small" aria-label={t('removeItem', { n: i + 1 })} icon={<CloseOutlined />} onClick={() => put({ items: form.items.filter((y) => y.key !== x.key) })} />
              </div>
            ))}
            <Button size="small" type="text" icon={<PlusOutlined />} disabled={form.items.length >= ITEMS_MAX} onClick={() => put({ items: [...form.items, newItem()] })}>{t('addItem')}</Button>
          </div>
        </div>
        <div className="paths-event">
          <span className="question-label">{t('split')}</span>
          <div className="paths-items">
            {form.split.map((s, i) => (
              <div key={s.key} className="paths-item">
                <Select aria-label={`${t('splitEvent')} ${i + 1}`} placeholder={t('splitEvent')} value={s.event || undefined} onChange={(event) => split(s.key, { event, property: '' })} options={events.filter((e) => e.name === s.event || !form.split.some((y) => y.event === e.name)).map((e) => ({ value: e.name, label: pick(e.title) || e.name, search: `${e.name} ${e.title.zh} ${e.title.en}` }))} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={220} status={s.event ? '' : 'warning'} />
                <Select aria-label={`${t('splitProperty')} ${i + 1}`} placeholder={t('splitProperty')} value={s.property || undefined} onChange={(property) => split(s.key, { property })} options={propsOf(vocabulary, s.event ? [s.event] : []).map((p) => ({ value: p.name, label: pick(p.title) || p.name }))} popupMatchSelectWidth={200} status={s.property ? '' : 'warning'} />
                <Button type="text" size="small" aria-label={t('removeSplit', { n: i + 1 })} icon={<CloseOutlined />} onClick={() => put({ split: form.split.filter((y) => y.key !== s.key) })} />
              </div>
            ))}
            <Button size="small" type="text" icon={<PlusOutlined />} disabled={form.split.length >= SPLIT_MAX} onClick={() => put({ split: [...form.split, newSplit()] })}>{t('addItem')}</Button>
            {wrong('split')}
          </div>
        </div>
        <div className="question-rows">
          <span className="question-field"><span className="question-label">{t('depth')}</span><InputNumber className="paths-n" aria-label={t('depth')} min={1} max={DEPTH_MAX} precision={0} value={form.depth} onChange={(n) => n && put({ depth: n }, 'depth')} /></span>
          <span className="question-field"><span className="question-label">{t('count')}</span><Segmented aria-label={t('count')} value={form.count} onChange={(count) => put({ count })} options={counts.map((v) => ({ value: v, label: t(v) }))} /></span>
          <span className="question-field"><span className="question-label">{t('ends')}</span><Select aria-label={t('ends')} value={form.within ? 'window' : 'session'} onChange={(v) => put({ within: v === 'window' ? '1 day' : '' })} options={[{ value: 'session', label: t('bySession') }, { value: 'window', label: t('byWindow') }]} popupMatchSelectWidth={false} />
            {form.within ? <SpanInput label={t('window')} value={form.within} onChange={(within) => put({ within }, 'within')} error={at('within') !== null} /> : <SpanInput label={t('gap')} value={form.gap} onChange={(gap) => put({ gap }, 'gap')} error={at('gap') !== null} />}{wrong(form.within ? 'within' : 'gap')}</span>
          <span className="question-field"><span className="question-label">{t('topNodes')}</span><InputNumber className="paths-n" aria-label={t('topNodes')} min={1} max={NODES_MAX} precision={0} value={form.topNodes} onChange={(n) => n && put({ topNodes: n }, 'nodes')} /></span>
          <span className="question-field"><span className="question-label">{t('minShare')}</span><Select aria-label={t('minShare')} value={form.minShare} onChange={(minShare) => put({ minShare })} options={[...new Set([...shares, form.minShare])].sort((a, b) => a - b).map((v) => ({ value: v, label: v === 0 ? t('never') : f.rate(v) }))} popupMatchSelectWidth={false} /></span>
          <Checkbox checked={form.collapse} onChange={(e) => put({ collapse: e.target.checked })}>{t('collapse')}</Checkbox>
          {form.from && form.to && <Checkbox checked={form.converted} onChange={(e) => put({ converted: e.target.checked })}>{t('converted')}</Checkbox>}
        </div>
      </div>
    </Card>
  );
}
