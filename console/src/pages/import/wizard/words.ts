/* Names for what the API calls by its own words. */
import type { useStrings } from '@/i18n/lang';
import { coreColumn, kindOf, type Doc, type Role } from './mapping';
import type { strings } from './strings';

type T = ReturnType<typeof useStrings<typeof strings>>;

export const roleName = (t: T, role: Role, doc: Doc): string => (role === 'property' && kindOf(doc) === 'items' ? t('itemProperty') : t(role));

export const identities = (t: T): { value: string; label: string }[] => [
  { value: 'user_id', label: t('idUser') }, { value: 'phone', label: t('idPhone') }, { value: 'email', label: t('idEmail') }, { value: 'wechat_openid', label: t('idOpenid') },
  { value: 'wechat_unionid', label: t('idUnionid') }, { value: 'anonymous_id', label: t('idAnonymous') }, { value: 'device_id', label: t('idDevice') },
];
export const timeFormats = (t: T): { value: string; label: string }[] => [
  { value: '', label: t('recognise') }, { value: 'iso', label: t('fmtIso') }, { value: 'dmy', label: t('fmtDmy') }, { value: 'mdy', label: t('fmtMdy') }, { value: '%Y%m%d', label: t('fmtDay') },
  { value: 'unix', label: t('fmtUnix') }, { value: 'unix_ms', label: t('fmtUnixMs') }, { value: 'excel', label: t('fmtExcel') },
];
export const valueTypes = (t: T): { value: string; label: string }[] => [
  { value: '', label: t('byValue') }, { value: 'text', label: t('text') }, { value: 'number', label: t('number') }, { value: 'time', label: t('timeType') }, { value: 'boolean', label: t('boolean') },
];
export function lookName(t: T, type: string): string {
  switch (type) {
    case 'number': return t('looksNumber');
    case 'time': return t('looksTime');
    case 'bool': return t('looksBool');
    case 'id': return t('looksId');
    default: return t('looksText');
  }
}
export function delimiterName(t: T, d: string): string {
  switch (d) {
    case ',': return t('comma');
    case ';': return t('semicolon');
    case '|': return t('pipe');
    case 'blank': return t('blank');
    case '\t': case 'tab': return t('tab');
    case '\u0001': case '^A': return t('ctrlA');
    default: return t('otherDelimiter', { is: d });
  }
}
/** The fixed value said for all rows, else the column's name. */
export const said = (doc: Doc, role: 'person' | 'time' | 'event' | 'amount' | 'item_id'): string =>
  coreColumn(doc, role) || ((role === 'time' || role === 'event') && typeof doc[role] === 'string' ? (doc[role] as string) : '');
