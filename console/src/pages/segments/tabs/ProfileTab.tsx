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
type And = (expression: string, label: string) => void;

/** What they are like, against everyone; a row joins the rule. */
export function ProfileTab({ expression, asOf, onAnd }: { expression: string; asOf: string; onAnd: (expression: string, label: string) => void }) {
  const t = useStrings(strings);
  const q = useApi('profilePeople', { expression, as_of: asOf }, { live: false, fresh: 120_000 });
  return (
    <Await query={q} shape="cards">
      {(d) => d.people === 0 ? <EmptyState kind="narrow" title={t('profileEmpty')} /> : (
        <div className="profile">
          <p className="profile-help">{t('profileHelp')} <span className="profile-key profile-key-here">{t('here')}</span> <span className="profile-key profile-key-them">{t('them')}</span></p>
          {d.standouts.length > 0 && <StandoutsCard standouts={d.standouts} onAnd={onAnd} />}
          <div className="profile-grid">{d.dimensions.filter((x) => x.buckets.length > 0).map((x) => <DimensionCard key={x.id} dimension={x} onAnd={onAnd} />)}</div>
          {d.numbers.length > 0 && <Numbers numbers={d.numbers} />}
        </div>
      )}
    </Await>
  );
}

/** What is far from everyone's share by more than chance, whichever dimension it belongs to. */
function StandoutsCard({ standouts, onAnd }: { standouts: Profile['standouts']; onAnd: And }) {
  const t = useStrings(strings), pick = usePick();
  const most = Math.max(0.0001, ...standouts.flatMap((b) => [b.share, b.against_share]));
  return (
    <Card title={t('standouts')} extra={<span title={t('standoutsHelp')}>{t('lift')}</span>}>
      <ul className="profile-list">{standouts.map((b, i) => <BucketRow key={i} bucket={b} of={pick(b.title)} named most={most} onAnd={onAnd} />)}</ul>
    </Card>
  );
}

function DimensionCard({ dimension, onAnd }: { dimension: Dimension; onAnd: And }) {
  const t = useStrings(strings), pick = usePick();
  const most = Math.max(0.0001, ...dimension.buckets.flatMap((b) => [b.share, b.against_share]));
  return (
    <Card title={pick(dimension.title)} extra={<span title={t('liftHelp')}>{t('lift')}</span>}>
      <ul className="profile-list">{dimension.buckets.map((b, i) => <BucketRow key={i} bucket={b} of={pick(dimension.title)} most={most} onAnd={onAnd} />)}</ul>
    </Card>
  );
}

/** A lift that chance may have made is shown without colour. */
function BucketRow({ bucket: b, of, named, most, onAnd }: { bucket: Bucket; of: string; named?: boolean; most: number; onAnd: And }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const label = isTitle(b.label) ? pick(b.label as Title) : b.label;
  const whole = `${of} ${label}`;
  const colour = !b.sure || b.lift === null ? '' : b.lift > 1 ? 'profile-more' : 'profile-less';
  return (
    <li>
      <button type="button" className="profile-row" title={t('andBucket', { label: whole })} onClick={() => onAnd(b.expression, whole)}>
        <span className="profile-label">{named ? <><span className="profile-of">{of}</span> {label}</> : label}</span>
        <span className="profile-bars" aria-hidden="true">
          <span className="profile-here" style={{ width: `${(100 * b.share) / most}%` }} />
          <span className="profile-them" style={{ width: `${(100 * b.against_share) / most}%` }} />
        </span>
        <span className="profile-share num" title={`${f.count(b.people)} · ${t('them')} ${f.rate(b.against_share)}`}>{f.rate(b.share)}</span>
        <span className={`profile-lift num ${colour}`} title={b.sure ? undefined : t('unsure')}>{b.lift === null ? '–' : `${f.real(b.lift)}×`}</span>
      </button>
    </li>
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
