import { Drawer } from 'antd';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { MemberPanel } from './MemberPanel';
import { strings } from './strings';

/** A member beside the list; the address names whom. */
export function MemberDrawer({ slug, id, onClose }: { slug: string; id: string; onClose: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const q = useApi('getMember', { slug, id }, { keep: false });
  const person = useApi('getPerson', { id }, { keep: false });
  const name = person.data ? person.data.name ?? person.data.id : t('member');
  return (
    <Drawer open onClose={onClose} size={520} title={name} extra={<Link href={`/people/${encodeURIComponent(id)}?tab=rewards`}>{t('openPerson')}</Link>}>
      <Await query={q} shape="page">{(member) => <><p className="muted">{pick(member.programme.title) || slug}</p><MemberPanel member={member} id={id} /></>}</Await>
    </Drawer>
  );
}
