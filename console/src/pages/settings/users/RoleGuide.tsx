import { roles } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { roleHelp, roleNames } from '@/i18n/strings';
import { Card } from '@/parts/page/Card';
import { strings } from '../strings';
import './RoleGuide.css';

/** What each role may do; each one includes those before it. */
export function RoleGuide() {
  const t = useStrings(strings), name = useStrings(roleNames), help = useStrings(roleHelp);
  return <Card title={t('role')}><dl className="roles">{roles.map((r) => <div key={r}><dt>{name(r)}</dt><dd>{help(r)}</dd></div>)}</dl></Card>;
}
