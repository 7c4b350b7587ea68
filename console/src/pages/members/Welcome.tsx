import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined, DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { freeSlug, list, moved, orNone, put, replaceAt, without, type Pack } from './doc';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Gifts } from '@/parts/docs/Gifts';
import type { PartProps } from './Joining';
import { Names } from '@/parts/docs/Names';
import { strings } from './strings';
import { wrongAt } from '@/parts/docs/useCheck';

/** What a new member gets: the first pack that fits where they joined and who they are. */
export function Welcome({ doc, onChange, mistake }: PartProps) {
  const t = useStrings(strings);
  const all = list(doc.welcome);
  const set = (packs: Pack[], merge?: string) => onChange(put(doc, { welcome: orNone(packs) }), merge);
  return (
    <Card title={t('welcome')} help={t('welcomeHelp')} extra={<Button size="small" icon={<PlusOutlined />} disabled={all.length >= 20} onClick={() => set([...all, { slug: freeSlug(all, 'pack'), gifts: [] }])}>{t('addPack')}</Button>}>
      <div className="prg-plans">
        {all.map((k, i) => {
          const path = `welcome.${i}`;
          const edit = (patch: { [K in keyof Pack]?: Pack[K] | undefined }, merge?: string) => set(replaceAt(all, i, put(k, patch)), merge && `${path}.${merge}`);
          return (
            <section key={i} className="prg-plan" aria-label={k.slug}>
              <div className="prg-grid">
                <Names value={k.title} path={`${path}.title`} mistake={mistake} onChange={(title, lang) => edit({ title }, `title.${lang}`)} />
                <Field label={t('slug')} error={wrongAt(mistake, `${path}.slug`)}><Input value={k.slug} maxLength={64} onChange={(e) => edit({ slug: e.target.value }, 'slug')} /></Field>
                <Field label={t('packSources')} error={wrongAt(mistake, `${path}.sources`)}><Select mode="tags" value={[...list(k.sources)]} placeholder={t('packAny')} onChange={(v: string[]) => edit({ sources: orNone(v.map((x) => x.trim()).filter(Boolean)) })} tokenSeparators={[',', '，', '、']} open={false} suffixIcon={null} /></Field>
              </div>
              {k.when === undefined
                ? <div className="prg-adds"><Button type="link" size="small" icon={<PlusOutlined />} onClick={() => edit({ when: 'did(order_completed)' })}>{t('addWhen')}</Button></div>
                : <div className="prg-when"><ExpressionInput label={t('packWhen')} value={String(k.when)} onChange={(when) => edit({ when }, 'when')} />{k.when === '' && wrongAt(mistake, `${path}.when`) && <p className="field-note field-error" role="alert">{wrongAt(mistake, `${path}.when`)}</p>}<Button type="link" size="small" icon={<CloseOutlined />} onClick={() => edit({ when: undefined })}>{t('dropWhen')}</Button></div>}
              <Gifts title={t('gifts')} gifts={list(k.gifts)} path={`${path}.gifts`} mistake={mistake} onChange={(gifts) => edit({ gifts }, 'gifts')} />
              {mistake?.path === path && <p className="field-note field-error" role="alert">{mistake.detail}</p>}
              <div className="prg-level-acts">
                <Button size="small" icon={<ArrowUpOutlined />} disabled={i === 0} onClick={() => set(moved(all, i, -1))}>{t('earlier')}</Button>
                <Button size="small" icon={<ArrowDownOutlined />} disabled={i === all.length - 1} onClick={() => set(moved(all, i, 1))}>{t('later')}</Button>
                <Button size="small" danger type="text" icon={<DeleteOutlined />} onClick={() => set(without(all, i))}>{t('removeOf', { what: k.slug })}</Button>
              </div>
            </section>
          );
        })}
        {all.length === 0 && <span className="muted">{t('noGifts')}</span>}
      </div>
    </Card>
  );
}
