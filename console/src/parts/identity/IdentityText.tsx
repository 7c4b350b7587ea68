import { Link } from 'wouter';
import type { IdentityName } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { typeNames } from './strings';
import './identity.css';

/** "Phone", "WeChat OpenID · wx1"; the type itself where it has no name. */
export function useTypeName(): (type: string) => string {
  const t = useStrings(typeNames);
  return (type) => {
    const [head = '', ...rest] = type.split(':');
    const name = head in typeNames ? t(head as Parameters<typeof t>[0]) : head;
    return rest.length ? `${name} · ${rest.join(':')}` : name;
  };
}

/** An identity as type and value; a link to whose it is. */
export function IdentityText({ of, link }: { of: IdentityName | null; link?: boolean }) {
  const name = useTypeName();
  if (!of) return <span className="identity-none">–</span>;
  const anonymous = of.type.startsWith('$');
  const text = <><span className="identity-type">{anonymous ? '' : name(of.type)}</span> <span className="identity-value">{of.value}</span></>;
  return link ? <Link href={`/people/${encodeURIComponent(`~${of.subject}`)}`} className="identity-text">{text}</Link> : <span className="identity-text">{text}</span>;
}
