import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Select } from 'antd';
import { useLang, useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/docs/Amount';
import { freeSlug, list, orNone, pers, put, replaceAt, setBenefits, titleOf, told, without, type Level, type Service } from './doc';
import { strings } from './strings';
import { wrongAt, type Mistake } from '@/parts/docs/useCheck';

/** What a member of the level may have done, so often in so long. */
export function Services({ level, onChange, path, mistake }: { level: Level; onChange: (l: Level, merge?: string) => void; path: string; mistake: Mistake | null }) {
  const t = useStrings(strings), { lang } = useLang();
  const all = list(level.benefits?.services), wrong = wrongAt(mistake, `${path}.benefits.services`);
  const set = (services: Service[], merge?: string) => onChange(setBenefits(level, { services: orNone(services) }), merge);
  const names = { day: t('day'), month: t('month'), year: t('perYear'), period: t('perPeriod') };
  return (
    <div className="prg-gifts" role="group" aria-label={t('services')}>
      <span className="field-label">{t('services')}</span>
      {all.map((s, i) => {
        const edit = (patch: Partial<Service>, merge?: string) => set(replaceAt(all, i, put(s, patch)), merge && `${path}.s${i}.${merge}`);
        return (
          <div key={i} className="prg-gift prg-service">
            <Input aria-label={t('slug')} value={s.slug} maxLength={64} style={{ width: 120 }} onChange={(e) => edit({ slug: e.target.value }, 'slug')} />
            <Input aria-label={`${t('names')} ${s.slug}`} placeholder={t('names')} value={titleOf(s.title)[lang]} maxLength={120} style={{ width: 140 }} onChange={(e) => edit({ title: told(s.title, lang, e.target.value) }, 'title')} />
            <Amount label={`${t('quota')} ${s.slug}`} placeholder={t('unlimited')} value={s.quota} width={88} onChange={(quota) => edit({ quota }, 'quota')} />
            <span className="muted">{t('per')}</span>
            <Select aria-label={`${t('per')} ${s.slug}`} value={s.per ?? 'period'} options={pers.map((x) => ({ value: x, label: names[x] }))} onChange={(per) => edit({ per: per === 'period' ? undefined : per })} popupMatchSelectWidth={false} />
            <Input className="prg-grow" aria-label={`${t('promise')} ${s.slug}`} placeholder={t('promise')} value={titleOf(s.promise)[lang]} maxLength={500} onChange={(e) => edit({ promise: told(s.promise, lang, e.target.value) }, 'promise')} />
            <Button type="text" size="small" aria-label={t('removeOf', { what: s.slug })} icon={<CloseOutlined />} onClick={() => set(without(all, i))} />
          </div>
        );
      })}
      <div className="prg-adds"><Button type="link" size="small" icon={<PlusOutlined />} onClick={() => set([...all, { slug: freeSlug(all, 'service'), quota: 1, per: 'month' }])}>{t('addService')}</Button></div>
      {wrong && <p className="field-note field-error" role="alert">{wrong}</p>}
    </div>
  );
}
