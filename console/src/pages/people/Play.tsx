import { Progress, Tag } from 'antd';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { DrawRow, PersonTask } from '@/api/types';
import { defineStrings } from '@/i18n/define';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';

const strings = defineStrings({
  tasks: { zh: '任务', en: 'Tasks' }, task: { zh: '任务', en: 'Task' }, progress: { zh: '进度', en: 'Progress' }, given: { zh: '已领奖励', en: 'Rewarded' }, claimable: { zh: '{n} 次待领取', en: '{n} to be claimed' }, locked: { zh: '未解锁', en: 'Locked' }, none: { zh: '没有可见的任务；对照组看不到任务。', en: 'No tasks that this person sees; who is held out sees none.' },
  checkIns: { zh: '签到', en: 'Check-ins' }, streak: { zh: '连续 {n} 天', en: '{n} {n|day|days} in a row' }, total: { zh: '累计 {n} 天', en: '{n} {n|day|days} in all' }, today: { zh: '今天已签到', en: 'Checked in today' }, notToday: { zh: '今天未签到', en: 'Not today yet' },
  badges: { zh: '徽章', en: 'Badges' }, since: { zh: '自 {day}', en: 'since {day}' }, noBadges: { zh: '还没有获得徽章', en: 'No badges yet' },
  draws: { zh: '抽奖', en: 'Draws' }, turns: { zh: '抽 {n} 次', en: '{n} {n|turn|turns}' }, draw: { zh: '抽奖', en: 'Draw' }, prize: { zh: '结果', en: 'Result' }, when: { zh: '时间', en: 'When' }, price: { zh: '价格', en: 'Price' }, free: { zh: '免费', en: 'free' }, noPrize: { zh: '未中奖', en: 'No prize' }, noTurns: { zh: '没有参与', en: 'Took no part' },
});

function Tasks({ id }: { id: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const q = useApi('personTasks', { id });
  return (
    <Card flush title={t('tasks')}>
      <Await query={q} shape="table">{(d) => <Table<PersonTask> dense rows={d.items} rowKey={(r) => r.slug} label={t('tasks')} empty={<span className="person-none">{t('none')}</span>} columns={[
        { id: 'task', title: t('task'), cell: (r) => <Link href={`/tasks/task/${encodeURIComponent(r.slug)}`}>{pick(r.title) || r.slug}</Link> },
        { id: 'progress', title: t('progress'), cell: (r) => (r.locked ? <Tag variant="filled">{t('locked')}</Tag> : <span className="person-progress"><Progress percent={Math.floor((Number(r.progress) / Number(r.reach)) * 100)} size="small" showInfo={false} aria-label={`${pick(r.title) || r.slug} ${f.decimal(r.progress)} / ${f.decimal(r.reach)}`} /><span className="num">{f.decimal(r.progress)} / {f.decimal(r.reach)}</span></span>) },
        { id: 'given', title: t('given'), align: 'right', cell: (r) => <>{r.claimable > 0 && <Tag variant="filled" color="processing">{t('claimable', { n: r.claimable })}</Tag>} {f.count(r.given)}</> },
      ]} />}</Await>
    </Card>
  );
}

function CheckIns({ id }: { id: string }) {
  const t = useStrings(strings), pick = usePick();
  const q = useApi('personCheckIns', { id });
  return <Card title={t('checkIns')}><Await query={q} shape="text">{(d) => <div className="person-play">{d.items.map((x) => <p key={x.slug}><Link href={`/tasks/check_in/${encodeURIComponent(x.slug)}`}>{pick(x.title) || x.slug}</Link> · {t('streak', { n: x.streak })} · {t('total', { n: x.total })} · <span className="muted">{t(x.today ? 'today' : 'notToday')}</span></p>)}</div>}</Await></Card>;
}

function Badges({ id }: { id: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const q = useApi('personBadges', { id });
  return <Card title={t('badges')}><Await query={q} shape="text">{(d) => { const has = d.items.filter((b) => b.has); return has.length === 0 ? <span className="person-none">{t('noBadges')}</span> : <div className="person-play">{has.map((b) => <p key={b.slug}>{!/[/.]/.test(b.picture) && <span aria-hidden="true">{b.picture} </span>}<Link href={`/tasks/badge/${encodeURIComponent(b.slug)}`}>{pick(b.title) || b.slug}</Link> <span className="muted">{t('since', { day: f.dayOf(b.since) })}</span></p>)}</div>; }}</Await></Card>;
}

function Draw({ id, draw }: { id: string; draw: DrawRow }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const q = useApi('getDrawPerson', { slug: draw.slug, id, limit: 50 }), d = useApi('getDraw', { slug: draw.slug });
  const name = (slug: string) => { const x = d.data?.prizes.find((i) => i.slug === slug); return slug === '' ? t('noPrize') : (x && pick(x.title)) || slug; };
  return (
    <Card flush title={<Link href={`/draws/${encodeURIComponent(draw.slug)}`}>{pick(draw.title) || draw.slug}</Link>} extra={q.data && <span className="muted">{t('turns', { n: q.data.in_all })}</span>}>
      <Await query={q} shape="table">{(m) => <Table dense rows={m.turns} rowKey={(r) => String(r.seq)} label={pick(draw.title) || draw.slug} empty={<span className="person-none">{t('noTurns')}</span>} columns={[
        { id: 'when', title: t('when'), cell: (r) => <Time v={r.at} /> },
        { id: 'prize', title: t('prize'), cell: (r) => (r.prize ? name(r.prize) : <span className="muted">{t('noPrize')}</span>) },
        { id: 'price', title: t('price'), align: 'right', cell: (r) => (r.free ? t('free') : f.decimal(r.points)) },
      ]} />}</Await>
    </Card>
  );
}

const SHOWN = 5;
/** Tasks, check-ins, badges and draws of a person; nothing of what the workspace does not have. */
export function Play({ id }: { id: string }) {
  const counts = useApi('taskCounts', {}), draws = useApi('listDraws', {});
  const has = (kind: string) => counts.data?.items.some((x) => x.kind === kind && x.state !== 'draft' && x.state !== 'archived') ?? false;
  return (
    <>
      {has('task') && <Tasks id={id} />}
      {has('check_in') && <CheckIns id={id} />}
      {has('badge') && <Badges id={id} />}
      {draws.data?.items.filter((d) => d.turns > 0).slice(0, SHOWN).map((d) => <Draw key={d.slug} id={id} draw={d} />)}
    </>
  );
}
