import type { BuilderOp, ValueType } from '@/api/types';
import { useStrings, type Translate } from '@/i18n/lang';
import { strings } from './strings';

export type T = Translate<typeof strings>;
export const useWords = (): T => useStrings(strings);

/** An operator in words; times have their own. */
export function opName(t: T, op: BuilderOp, type: ValueType): string {
  if (type === 'time') {
    switch (op) {
      case '<': return t('before'); case '<=': return t('until'); case '>': return t('after'); case '>=': return t('from');
      default: break;
    }
  }
  const keys = { '=': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', in: 'inAny', 'not in': 'notIn', contains: 'contains', 'not contains': 'notContains', exists: 'exists', 'not exists': 'notExists', between: 'between' } as const;
  return t(keys[op]);
}
/** How often, or how many days. */
export function amountOp(t: T, op: string): string {
  const keys = { '>=': 'atLeast', '>': 'moreThan', '=': 'exactly', '<=': 'atMost', '<': 'lessThan', between: 'betweenN', '!=': 'ne' } as const;
  return t(keys[op as keyof typeof keys] ?? 'exactly');
}
