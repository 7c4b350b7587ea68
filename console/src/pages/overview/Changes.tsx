import { ArrowDownOutlined, ArrowUpOutlined, SwapOutlined } from '@/theme/icons';
import type { Change, Overview } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { strings } from './strings';
import './Changes.css';

const icon = { good: <ArrowUpOutlined />, bad: <ArrowDownOutlined />, neutral: <SwapOutlined /> };

/* The server's sentence with its amounts as the reader's money. */
function useDetail(): (c: Change) => string {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  // The sign stays with its amount at the end of a line.
  const signed = (v: string) => `${v.startsWith('-') ? '−' : '+'}\u2060${f.money(v.replace(/^-/, ''))}`;
  return ({ money, detail }) => {
    if (!money) return pick(detail);
    const move = `${f.money(money.was)} → ${f.money(money.now)}`;
    if (money.parts.length === 0) return move;
    return t('moneyParts', { move, parts: money.parts.map((x) => t('moneyPart', { factor: pick(x.title), amount: signed(x.amount) })).join(f.lang === 'zh' ? '，' : ', ') });
  };
}

function Item({ change, asOf }: { change: Change; asOf: string }) {
  const t = useStrings(strings), pick = usePick(), detail = useDetail();
  return (
    <li className={`change change-${change.tone}`}>
      <span className="change-icon" aria-hidden="true">{icon[change.tone]}</span>
      <div className="change-text"><b>{pick(change.title)}</b><p>{detail(change)}</p></div>
      <Door expression={change.expression} title={pick(change.title)} asOf={asOf}><span className="change-people num">{t('changePeople', { n: change.people })}</span></Door>
    </li>
  );
}

/** A bounded list of what deserves a look, each with the people behind it: never a wall of reports. */
export function Changes({ data }: { data: Overview }) {
  const t = useStrings(strings);
  if (!data.compare) return <p className="changes-none">{t('noCompare')}</p>;
  if (data.changes.length === 0) return <p className="changes-none">{t('noChanges')}</p>;
  return <ul className="changes">{data.changes.map((c) => <Item key={c.id} change={c} asOf={data.as_of} />)}</ul>;
}
