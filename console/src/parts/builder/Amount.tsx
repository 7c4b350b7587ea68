import { Input, Select } from 'antd';
import { compareOps, plainCompareOps } from './make';
import { amountOp, useWords } from './words';

/** Comparison with a number: at least 2, between 3 and 5. */
export function Amount<O extends string>({ op, n, m, ranged = true, onChange }: { op: O; n: string; m?: string | undefined; ranged?: boolean; onChange: (op: O, n: string, m: string) => void }) {
  const t = useWords();
  const clean = (s: string) => s.replace(/[，,\s]/g, '').replace('。', '.');
  const field = (label: string, v: string, put: (s: string) => void) => <Input className="rule-number" inputMode="decimal" autoComplete="off" aria-label={label} value={v} onChange={(e) => put(clean(e.target.value))} status={v.trim() === '' ? 'warning' : ''} />;
  const ops = (ranged ? compareOps : plainCompareOps) as unknown as readonly O[];
  return (
    <>
      <Select aria-label={t('op')} value={op} onChange={(o) => onChange(o, n, m ?? '')} options={(ops.includes(op) ? ops : [...ops, op]).map((o) => ({ value: o, label: amountOp(t, o) }))} popupMatchSelectWidth={false} />
      {field(t('n'), n, (s) => onChange(op, s, m ?? ''))}
      {(op as string) === 'between' && <><span className="rule-word">{t('and2')}</span>{field(t('valueTo'), m ?? '', (s) => onChange(op, n, s))}</>}
    </>
  );
}
