import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { strings } from './strings';
import './Values.css';

export interface ValuesProps {
  name: string;
  top: readonly { value: string; n: number; expression?: string }[];
  min: string | null;
  max: string | null;
  mean: string | null;
}

/** What values look like: a range for numbers, else the most common ones, each a door where it selects people. */
export function Values({ name, top, min, max, mean }: ValuesProps) {
  const t = useStrings(strings), f = useFormat();
  if (min !== null && max !== null && mean !== null) return <span className="num">{t('rangeOf', { min: f.decimal(min), max: f.decimal(max), mean: f.real(mean) })}</span>;
  return (
    <span className="values">
      {top.slice(0, 5).map((v) => (
        <span key={v.value} className="values-one">
          <span className="values-text" title={v.value}>{v.value}</span> <span className="num"><Door expression={v.expression} title={t('valueIs', { name, value: v.value })}>{f.short(v.n)}</Door></span>
        </span>
      ))}
    </span>
  );
}
