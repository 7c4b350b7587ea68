import { Input } from 'antd';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { titleOf, told, type Text } from './doc';
import { strings } from './strings';
import { wrongAt, type Mistake } from './useCheck';

/** A name in both languages; while they are the same, one field writes both. */
export function Names({ value, onChange, path, mistake, long }: { value: Text | undefined; onChange: (v: Text | undefined, lang: 'zh' | 'en') => void; path: string; mistake: Mistake | null; long?: boolean }) {
  const t = useStrings(strings), title = titleOf(value);
  const wrong = wrongAt(mistake, path);
  return (
    <>
      <Field label={t('titleZh')} error={wrong}><Input value={title.zh} maxLength={long ? 500 : 120} onChange={(e) => onChange(told(value, 'zh', e.target.value), 'zh')} /></Field>
      <Field label={t('titleEn')}><Input value={title.en} maxLength={long ? 500 : 120} onChange={(e) => onChange(told(value, 'en', e.target.value), 'en')} /></Field>
    </>
  );
}
