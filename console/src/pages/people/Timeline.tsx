import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useApiPages } from '@/api/hooks';
import type { PersonEvent } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { useNames } from '@/parts/members/useNames';
import { Problem } from '@/parts/feedback/Problem';
import { foldEvents, type Run } from './fold';
import { brief, isLoyalty, propTitle, propValue, type Words } from './loyalty';
import { strings as rewardStrings } from './rewards.strings';
import { strings } from './strings';
import './Timeline.css';

function useLoyaltyWords(): Words {
  const t = useStrings(rewardStrings), f = useFormat(), names = useNames();
  return useMemo(() => ({ t, f, names }), [t, f, names]);
}

function Props({ e }: { e: PersonEvent }) {
  const f = useFormat(), pick = usePick(), w = useLoyaltyWords();
  const show = (v: unknown, type: string) => (v === null ? '–' : type === 'time' ? f.dateTime(String(v)) : type === 'number' ? f.decimal(String(v)) : String(v));
  return <dl className="timeline-props">{e.props.map((x) => <div key={x.name}><dt title={x.name}>{propTitle(e, x.name, w) ?? (pick(x.title) || x.name)}</dt><dd>{propValue(e, x.name, w) ?? (x.called ? `${x.called} (${x.value})` : show(x.value, x.type))}</dd></div>)}</dl>;
}

/* A line says when and what; opening it shows the properties, and all of a folded run. */
function Line({ run }: { run: Run }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), w = useLoyaltyWords();
  const [open, setOpen] = useState(false);
  const first = run.events[0] as PersonEvent, n = run.events.length;
  const title = pick(first.title) || first.event;
  const told = brief(first, w) ?? first.props.slice(0, 3).map((x) => x.called ?? String(x.value ?? '')).filter(Boolean).join(' · ');
  return (
    <li className={`timeline-run ${first.event.startsWith('order') || isLoyalty(first.event) ? 'timeline-money' : ''}`}>
      <button type="button" className="timeline-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="timeline-time num">{first.time ? f.timeOf(first.time) : ''}</span>
        <span className="timeline-title">{n > 1 ? t('times', { title, n }) : title}</span>
        {!open && n === 1 && <span className="timeline-brief">{told}</span>}
      </button>
      {open && run.events.map((e) => <div key={e.lsn} className="timeline-open">{n > 1 && <span className="num timeline-time">{e.time ? f.timeOf(e.time) : ''}</span>}<Props e={e} /></div>)}
    </li>
  );
}

export function Timeline({ id, kinds }: { id: string; kinds: readonly { value: string; label: string }[] }) {
  const t = useStrings(strings), f = useFormat();
  const [s, set] = useUrlState({ event: p.maybe() });
  const list = useApiPages('personEvents', { id, limit: 100, ...(s.event ? { event: s.event } : {}) });
  const events = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const days = useMemo(() => foldEvents(events, (e) => (e.time ? f.dayOf(e.time) : '')), [events, f]);
  return (
    <div className="timeline">
      <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('allEvents')} aria-label={t('onlyEvent')} value={s.event} onChange={(v: string | undefined) => set({ event: v ?? null })} options={[...kinds]} style={{ width: 240, maxWidth: '100%' }} />
      {!list.data ? (list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />) : (
        <>
          {days.map((d) => (
            <section key={d.day || 'ever'} className="timeline-day" aria-label={d.day ? f.dayLabel(d.day, true) : t('noTime')}>
              <h3>{d.day ? f.dayLabel(d.day, true) : t('noTime')}</h3>
              <ul>{d.runs.map((r) => <Line key={r.key} run={r} />)}</ul>
            </section>
          ))}
          {events.length === 0 && <EmptyState kind="narrow" title={t('noEvents')} {...(s.event ? { onClear: () => set({ event: null }) } : {})} />}
          {list.hasNextPage && <div className="timeline-more"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button></div>}
          <NextPage list={list} />
        </>
      )}
    </div>
  );
}
