import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined, DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input } from 'antd';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Amount } from '@/parts/docs/Amount';
import { list, occasions, orNone, put, replaceAt, setBenefits, setGifts, titleOf, told, without, type Doc, type Level } from './doc';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Gifts } from '@/parts/docs/Gifts';
import { Names } from '@/parts/docs/Names';
import { Services } from './Services';
import { strings } from './strings';
import { wrongAt, type Mistake } from '@/parts/docs/useCheck';

export interface LevelFormProps { doc: Doc; i: number; mistake: Mistake | null; onChange: (l: Level, merge?: string) => void; onMove: (by: -1 | 1) => void; onRemove: () => void }

function Texts({ level, path, mistake, onChange }: { level: Level; path: string; mistake: Mistake | null; onChange: LevelFormProps['onChange'] }) {
  const t = useStrings(strings);
  const all = list(level.benefits?.texts), wrong = wrongAt(mistake, `${path}.benefits.texts`);
  const set = (texts: (typeof all)[number][], merge?: string) => onChange(setBenefits(level, { texts: orNone(texts) }), merge);
  return (
    <div className="prg-gifts" role="group" aria-label={t('texts')}>
      <span className="field-label">{t('texts')}</span>
      {all.map((x, i) => (
        <div key={i} className="prg-gift prg-text">
          {(['zh', 'en'] as const).map((lang) => <Input key={lang} className="prg-grow" aria-label={`${t('texts')} ${i + 1} ${t(lang === 'zh' ? 'textZh' : 'textEn')}`} placeholder={t(lang === 'zh' ? 'textZh' : 'textEn')} value={titleOf(x)[lang]} maxLength={500} onChange={(e) => set(replaceAt(all, i, told(x, lang, e.target.value) ?? ''), `${path}.t${i}.${lang}`)} />)}
          <Button type="text" size="small" aria-label={t('removeOf', { what: `${t('texts')} ${i + 1}` })} icon={<CloseOutlined />} onClick={() => set(without(all, i))} />
        </div>
      ))}
      <div className="prg-adds"><Button type="link" size="small" icon={<PlusOutlined />} onClick={() => set([...all, { zh: '', en: '' }])}>{t('addText')}</Button></div>
      {wrong && <p className="field-note field-error" role="alert">{wrong}</p>}
    </div>
  );
}

/** One level: what reaches and keeps it, what it gives. */
export function LevelForm({ doc, i, mistake, onChange, onMove, onRemove }: LevelFormProps) {
  const t = useStrings(strings);
  const levels = list(doc.levels), level = levels[i];
  if (!level) return null;
  const path = `levels.${i}`, name = titleOf(level.title, level.slug);
  const edit = (patch: { [K in keyof Level]?: Level[K] | undefined }, merge?: string) => onChange(put(level, patch), merge && `${path}.${merge}`);
  const giftNames = { upgrade: t('upgrade'), birthday: t('birthdayGift'), member_day: t('member_day') };
  const error = (f: string) => wrongAt(mistake, `${path}.${f}`);
  return (
    <section className="prg-level" aria-label={name.zh === name.en ? name.en : `${name.zh} ${name.en}`}>
      <div className="prg-grid">
        <Names value={level.title} path={`${path}.title`} mistake={mistake} onChange={(title, lang) => edit({ title }, `title.${lang}`)} />
        <Field label={t('slug')} error={error('slug')}><Input value={level.slug} maxLength={64} onChange={(e) => edit({ slug: e.target.value }, 'slug')} /></Field>
        <Field label={t('reachAt')} help={doc.growth ? undefined : t('noCurrency')} error={error('growth')}><Amount label={t('reachAt')} width={160} disabled={!doc.growth && level.growth === undefined} value={level.growth} onChange={(growth) => edit(growth === undefined ? { growth, keep: undefined } : { growth }, 'growth')} /></Field>
        <Field label={t('keepAt')} help={t('keepHelp')} error={error('keep')}><Amount label={t('keepAt')} width={160} disabled={level.growth === undefined} value={level.keep} onChange={(keep) => edit({ keep }, 'keep')} /></Field>
        <Field label={t('multiplier')} error={error('benefits.points')}><Amount label={t('multiplier')} width={160} placeholder="1" suffix="×" value={level.benefits?.points} onChange={(points) => onChange(setBenefits(level, { points }), `${path}.points`)} /></Field>
      </div>
      {level.when === undefined
        ? <div className="prg-adds"><Button type="link" size="small" icon={<PlusOutlined />} onClick={() => edit({ when: 'count(order_completed, last 365 days) >= 2' })}>{t('addWhen')}</Button></div>
        : <div className="prg-when">
            <ExpressionInput label={t('levelWhen')} value={String(level.when)} onChange={(when) => edit({ when }, 'when')} />
            {error('when') && level.when === '' && <p className="field-note field-error" role="alert">{error('when')}</p>}
            <Button type="link" size="small" icon={<CloseOutlined />} onClick={() => edit({ when: undefined })}>{t('dropWhen')}</Button>
          </div>}
      <h3>{t('benefits')}</h3>
      <Texts level={level} path={path} mistake={mistake} onChange={onChange} />
      <Services level={level} path={path} mistake={mistake} onChange={onChange} />
      <h3>{t('gifts')}</h3>
      <div className="prg-three">{occasions.map((o) => <Gifts key={o} title={giftNames[o]} gifts={list(level.gifts?.[o])} path={`${path}.gifts.${o}`} mistake={mistake} blocked={o === 'member_day' && !doc.member_day ? t('setMemberDay') : null} onChange={(g) => onChange(setGifts(level, o, g), `${path}.gifts.${o}`)} />)}</div>
      <div className="prg-level-acts">
        <Button size="small" icon={<ArrowDownOutlined />} disabled={i === 0} onClick={() => onMove(-1)}>{t('up')}</Button>
        <Button size="small" icon={<ArrowUpOutlined />} disabled={i === levels.length - 1} onClick={() => onMove(1)}>{t('down')}</Button>
        <Button size="small" danger icon={<DeleteOutlined />} disabled={levels.length === 1} onClick={onRemove}>{t('removeLevel')}</Button>
      </div>
    </section>
  );
}
