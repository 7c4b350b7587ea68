import type { Clause, Count } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Card } from '@/parts/page/Card';
import { Door } from '@/parts/people/Door';
import { Num } from '@/parts/text/Num';
import { circled, steps } from '@/parts/builder/counts';
import { strings } from '../strings';
import './Waterfall.css';

interface Bar { key: string; mark: string; text: string; people: number; expression: string; title: string; without: { people: number; expression: string; title: string } | null }

/* Each condition in its own parentheses: joined with `and` it means what it meant alone. */
const all = (list: readonly Clause[]): string => (list.length === 0 ? 'true' : list.map((c) => `(${c.text})`).join(' and '));

/** What each condition leaves of what the ones before it left (rule 3), and what it alone costs. */
export function Waterfall({ count, stale }: { count: Count; stale: boolean }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const root = count.clauses;
  const list = steps(root);
  if (!root || list.length < 2) return null;
  const narrowing = root.kind === 'and';
  const marks = (n: number) => Array.from({ length: n }, (_, i) => circled(i + 1)).join('');
  const bars: Bar[] = [
    { key: 'all', mark: '', text: t('everyone'), people: count.everyone, expression: 'true', title: t('everyone'), without: null },
    ...list.map((c, i): Bar => {
      const others = list.filter((_, k) => k !== i);
      return {
        key: c.path || String(i), mark: circled(i + 1), text: pick(c.sentence),
        people: narrowing ? c.cumulative ?? c.people : c.people, expression: narrowing ? all(list.slice(0, i + 1)) : c.text, title: narrowing ? t('cumulativeTitle', { steps: marks(i + 1) }) : pick(c.sentence),
        without: narrowing && c.reach_without !== null ? { people: c.reach_without, expression: all(others), title: t('withoutTitle', { steps: circled(i + 1) }) } : null,
      };
    }),
  ];
  return (
    <Card title={narrowing ? t('waterfall') : t('waterfallOr')} help={narrowing ? t('waterfallHelp') : t('waterfallOrHelp')}>
      <ol className={stale ? 'waterfall waterfall-old' : 'waterfall'}>
        {bars.map((b) => (
          <li key={b.key}>
            <div className="waterfall-text"><span title={b.text}>{b.mark && <span className="waterfall-mark">{b.mark} </span>}{b.text}</span><Door expression={b.expression} title={b.title} asOf={count.as_of}><Num v={b.people} /></Door></div>
            <div className="waterfall-track" aria-hidden="true"><span style={{ width: `${count.everyone > 0 ? (100 * b.people) / count.everyone : 0}%` }} /></div>
            {b.without && <div className="waterfall-without"><Door expression={b.without.expression} title={b.without.title} asOf={count.as_of}>{t('without', { n: f.short(b.without.people) })}</Door></div>}
          </li>
        ))}
      </ol>
    </Card>
  );
}
