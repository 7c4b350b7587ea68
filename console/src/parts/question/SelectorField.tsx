import { CodeOutlined, FilterOutlined, FormOutlined } from '@/theme/icons';
import { Button, Tooltip } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ApiError } from '@/api/error';
import type { BuilderFilter } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { EventSelect } from '@/parts/builder/EventSelect';
import { Filters } from '@/parts/builder/Filters';
import { newFilter } from '@/parts/builder/make';
import { Loading } from '@/parts/feedback/Loading';
import { ExpressionView } from '@/parts/text/ExpressionView';
import { readSelector, writeSelector, type SelectorForm } from './selector';
import { strings } from './strings';
import './SelectorField.css';

const SelectorCode = lazy(() => import('./SelectorCode'));

export interface SelectorFieldProps {
  value: string;
  onChange: (text: string) => void;
  label: string;
  error?: ApiError | null;
  /** None is an answer too; `placeholder` says what it means. */
  optional?: boolean;
  placeholder?: string;
}

/** Which events: one or several of the dictionary, with conditions on their properties; or the same as code. */
export function SelectorField({ value, onChange, label, error, optional, placeholder }: SelectorFieldProps) {
  const t = useStrings(strings);
  const [asCode, setAsCode] = useState(false);
  // Conditions that are only half written have no text yet: they live here until the text is changed from outside.
  const [own, setOwn] = useState<{ text: string; form: SelectorForm } | null>(null);
  const form = own?.text === value ? own.form : readSelector(value);
  const put = (next: SelectorForm) => {
    const text = writeSelector(next);
    setOwn({ text, form: next });
    if (text !== value) onChange(text);
  };
  const code = asCode || form === null;
  const where = (w: BuilderFilter[]) => form && put({ ...form, where: w });
  return (
    <div className="selector" role="group" aria-label={label}>
      <div className="selector-line">
        {form && !asCode && <EventSelect optional={optional} placeholder={placeholder} value={form.events} onChange={(events) => put({ ...form, events })} />}
        {form === null && !asCode && <div className="selector-only"><ExpressionView expression={value} /><span className="muted">{t('codeOnly')}</span></div>}
        {asCode && <Suspense fallback={<Loading shape="text" />}><div className="selector-code"><SelectorCode value={value} onChange={onChange} /></div></Suspense>}
        <span className="selector-acts">
          {form && !asCode && form.where.length === 0 && (!optional || form.events.length > 0) && <Button type="text" size="small" icon={<FilterOutlined />} onClick={() => where([newFilter()])}>{t('where')}</Button>}
          <Tooltip title={t(code && asCode ? 'toForm' : 'toCode')}><Button type="text" size="small" aria-label={t(asCode ? 'toForm' : 'toCode')} aria-pressed={asCode} icon={asCode ? <FormOutlined /> : <CodeOutlined />} onClick={() => setAsCode(!asCode)} /></Tooltip>
        </span>
      </div>
      {form && !asCode && form.where.length > 0 && <Filters events={form.events} where={form.where} onChange={where} />}
      {error && !asCode && <p className="field-note field-error" role="alert">{error.detail} {error.hint}</p>}
    </div>
  );
}
