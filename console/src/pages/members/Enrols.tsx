import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Select } from 'antd';
import { lazy, Suspense } from 'react';
import { useStrings } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import { list, orNone, put, replaceAt, without, type Doc, type Enrol } from './doc';
import { strings } from './strings';
import { wrongAt, type Mistake } from '@/parts/docs/useCheck';

const SelectorCode = lazy(() => import('@/parts/question/SelectorCode'));
type How = 'event' | 'fixed' | 'prop';
const howOf = (e: Enrol): How => (e.source_from !== undefined ? 'prop' : e.source !== undefined ? 'fixed' : 'event');

/** Events that make members, and where these are said to have joined. */
export function Enrols({ doc, onChange, mistake }: { doc: Doc; onChange: (d: Doc, merge?: string) => void; mistake: Mistake | null }) {
  const t = useStrings(strings);
  const all = list(doc.enrol);
  const set = (enrol: Enrol[], merge?: string) => onChange(put(doc, { enrol: orNone(enrol) }), merge);
  return (
    <div className="prg-gifts" role="group" aria-label={t('enrol')}>
      <span className="field-label">{t('enrol')}</span>
      {all.map((e, i) => {
        const path = `enrol.${i}`, how = howOf(e), wrong = wrongAt(mistake, path);
        const edit = (patch: { [K in keyof Enrol]?: Enrol[K] | undefined }, merge?: string) => set(replaceAt(all, i, put(e, patch)), merge && `${path}.${merge}`);
        const source = how === 'prop' ? e.source_from : e.source;
        return (
          <div key={i} className="prg-enrol">
            <Suspense fallback={<Loading shape="text" />}><SelectorCode value={e.on} onChange={(on) => edit({ on }, 'on')} /></Suspense>
            <div className="prg-gift">
              <span className="muted">{t('enrolSource')}</span>
              <Select aria-label={`${t('enrolSource')} ${i + 1}`} value={how} onChange={(h) => edit(h === 'prop' ? { source: undefined, source_from: 'channel' } : h === 'fixed' ? { source: 'app', source_from: undefined } : { source: undefined, source_from: undefined })} options={[{ value: 'event' as const, label: t('sourceEvent') }, { value: 'fixed' as const, label: t('sourceFixed') }, { value: 'prop' as const, label: t('sourceProp') }]} popupMatchSelectWidth={false} />
              {how !== 'event' && <Input aria-label={`${t(how === 'prop' ? 'sourceProp' : 'sourceFixed')} ${i + 1}`} value={source} maxLength={200} style={{ width: 160 }} onChange={(x) => edit(how === 'prop' ? { source_from: x.target.value } : { source: x.target.value }, 'source')} />}
              <Button type="text" size="small" aria-label={t('removeOf', { what: `${t('enrol')} ${i + 1}` })} icon={<CloseOutlined />} onClick={() => set(without(all, i))} />
            </div>
            {wrong && <p className="field-note field-error" role="alert">{wrong}</p>}
          </div>
        );
      })}
      <div className="prg-adds"><Button type="link" size="small" icon={<PlusOutlined />} disabled={all.length >= 10} onClick={() => set([...all, { on: 'signed_up' }])}>{t('addEnrol')}</Button></div>
      {all.length > 0 && <span className="field-note">{t('enrolHelp')}</span>}
    </div>
  );
}
