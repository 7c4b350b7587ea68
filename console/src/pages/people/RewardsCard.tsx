import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Growth } from '@/parts/members/MemberPanel';
import { useNames } from '@/parts/members/useNames';
import { Problem } from '@/parts/feedback/Problem';
import { strings } from './rewards.strings';

const SHOWN = 100;

/** What the person has now: points, coupons that can be used, memberships. Nothing where the workspace has no such thing. */
export function RewardsCard({ id, onAll }: { id: string; onAll: () => void }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), names = useNames(), words = useVocabulary().data;
  const some = words !== undefined && words.currencies.length + words.coupons.length + words.programmes.length > 0;
  const accounts = useApi('personAccounts', { id }, { enabled: some });
  const coupons = useApi('personCoupons', { id, status: 'issued', limit: SHOWN }, { enabled: some && words.coupons.length > 0 });
  const members = useApi('personMemberships', { id }, { enabled: some && words.programmes.length > 0 });
  if (!some) return null;
  const error = accounts.error ?? coupons.error ?? members.error;
  const usable = coupons.data?.items ?? [], ends = usable.map((c) => c.valid_until).filter((x): x is string => x !== null).sort()[0];
  const nothing = accounts.data?.items.length === 0 && usable.length === 0 && (members.data?.items.length ?? 0) === 0;
  return (
    <Card title={t('rewards')} extra={<button type="button" className="person-more" onClick={onAll}>{t('all')}</button>}>
      {error && <Problem inline error={error} />}
      {nothing && <span className="person-none">{t('none')}</span>}
      <dl className="person-facts">
        {accounts.data?.items.map((b) => (
          <div key={b.currency}><dt>{names.currency(b.currency)}</dt><dd>
            <b className="num">{f.decimal(b.available)}</b>{Number(b.available) < 0 && <span className="person-since">{t('owed')}</span>}
            {Number(b.pending) !== 0 && <span className="person-since">{t('pending', { n: f.decimal(b.pending) })}</span>}{Number(b.frozen) !== 0 && <span className="person-since">{t('frozen', { n: f.decimal(b.frozen) })}</span>}
            {b.expires_at && <div className="person-since rewards-line">{t('expires', { n: f.decimal(b.expiring), day: f.dayOf(b.expires_at) })}</div>}
          </dd></div>
        ))}
        {words.coupons.length > 0 && coupons.data && !nothing && <div><dt>{t('usable')}</dt><dd><b className="num">{t('nCoupons', { n: coupons.data.next ? `${SHOWN}+` : String(usable.length) })}</b>{ends && <span className="person-since">{t('nextEnd', { day: f.dayOf(ends) })}</span>}</dd></div>}
        {members.data?.items.map((m) => (
          <div key={m.programme.slug}><dt>{pick(m.programme.title)}</dt><dd>
            <b>{m.status !== 'active' ? t(m.status) : m.level ? pick(m.level.title) || m.level.slug : t('noLevel')}</b>
            {m.status === 'active' && <Growth member={m} />}
          </dd></div>
        ))}
      </dl>
    </Card>
  );
}
