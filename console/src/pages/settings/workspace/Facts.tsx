import type { Workspace } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import './Facts.css';

export function Facts({ workspace: w }: { workspace: Workspace }) {
  const t = useStrings(strings), f = useFormat();
  const rows = [[t('people'), f.count(w.people)], [t('events'), f.count(w.events)], [t('disk'), f.bytes(w.bytes)], [t('first'), <Time v={w.first_event_at} />], [t('last'), <Time v={w.last_event_at} />], [t('lsn'), f.count(w.lsn)]] as const;
  return <dl className="facts">{rows.map(([k, v]) => <div key={k}><dt>{k}</dt><dd className="num">{v}</dd></div>)}</dl>;
}
