import { useApi } from '@/api/hooks';
import type { Profile, Title } from '@/api/types';
import { isTitle } from '@/i18n/format';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { strings } from '../strings';
import './ProfileTab.css';

type Dimension = Profile['dimensions'][number];
type Bucket = Dimension['buckets'][number];

/** What they are like, against everyone; a row joins the rule. */
export function ProfileTab({ expression, asOf, onAnd }: { expression: string; asOf: string; onAnd: (expression: string, label: string) => void }) {
  const t = useStrings(strings);
  const q = useApi('profilePeople', { expression, as_of: asOf }, { live: false, fresh: 120_000 });
  return (
    <Await query={q} shape="cards">
      {(d) => d.people === 0 ? <EmptyState kind="narrow" title={t('profileEmpty')} /> : (
        <div className="profile">
          <p className="profile-help">{t('profileHelp')} <span className="profile-key profile-key-here">{t('here')}</span> <span className="profile-key profile-key-them">{t('them')}</span></p>
          <div className="profile-grid">{d.dimensions.filter((x) => x.buckets.length > 0).map((x) => <DimensionCard key={x.id} dimension={x} onAnd={onAnd} />)}</div>
          {d.numbers.length > 0 && <Numbers numbers={d.numbers} />}
        </div>
      )}
    </Await>
  );
}

function DimensionCard({ dimension, onAnd }: { dimension: Dimension; onAnd: (expression: string, label: string) => void }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const most = Math.max(0.0001, ...dimension.buckets.flatMap((b) => [b.share, b.against_share]));
  const label = (b: Bucket): string => (isTitle(b.label) ? pick(b.label as Title) : b.label);
  const title = pick(dimension.title);
  return (
    <Card title={title} extra={<span title={t('liftHelp')}>{t('lift')}</span>}>
      <ul className="profile-list">
        {dimension.buckets.map((b, i) => (
          <li key={i}>
            <button type="button" className="profile-row" title={t('andBucket', { label: `${title} ${label(b)}` })} onClick={() => onAnd(b.expression, `${title} ${label(b)}`)}>
              <span className="profile-label">{label(b)}</span>
              <span className="profile-bars" aria-hidden="true">
                <span className="profile-here" style={{ width: `${(100 * b.share) / most}%` }} />
                <span className="profile-them" style={{ width: `${(100 * b.against_share) / most}%` }} />
              </span>
              <span className="profile-share num" title={`${f.count(b.people)} · ${t('them')} ${f.rate(b.against_share)}`}>{f.rate(b.share)}</span>
              <span className={`profile-lift num ${b.lift === null ? '' : b.lift >= 1.2 ? 'profile-more' : b.lift <= 0.8 && b.people > 0 ? 'profile-less' : ''}`}>{b.lift === null ? '–' : `${f.real(b.lift)}×`}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Numbers({ numbers }: { numbers: Profile['numbers'] }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const show = (v: string | null, type: string) => (v === null ? '–' : type === 'money' ? f.money(v) : f.real(v));
  return (
    <Card flush title={t('numbers')}>
      <Table dense maxHeight={480} rows={numbers} rowKey={(n) => n.id} label={t('numbers')} columns={[
        { id: 'title', title: t('measure'), cell: (n) => pick(n.title) },
        { id: 'mean', title: t('mean'), align: 'right', cell: (n) => show(n.mean, n.type) },
        { id: 'theirMean', title: t('theirMean'), align: 'right', cell: (n) => show(n.against_mean, n.type) },
        { id: 'median', title: t('median'), align: 'right', cell: (n) => show(n.median, n.type) },
        { id: 'theirMedian', title: t('theirMedian'), align: 'right', cell: (n) => show(n.against_median, n.type) },
      ]} />
    </Card>
  );
}
