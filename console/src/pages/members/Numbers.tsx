import { useApi } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { writeText } from '@/parts/code/scan';
import { Await } from '@/parts/feedback/Await';
import { Door } from '@/parts/people/Door';
import { Num } from '@/parts/text/Num';
import { list, titleOf, type Doc } from './doc';
import { Ladder } from './Ladder';
import { activeOf } from './reach';
import { strings } from './strings';

const DAYS = 30;

/** People who joined or left lately; the events are asked for only where there has been such a thing. */
function Lately({ slug, title, event, some }: { slug: string; title: string; event: 'member_joined' | 'member_left'; some: boolean }) {
  const t = useStrings(strings), may = useCan('analyst');
  const expression = `did(${event} where programme = ${writeText(slug)}, last ${DAYS} days)`;
  const q = useApi('countPeople', { expression }, { enabled: some });
  const joined = event === 'member_joined';
  return <div><dt>{t(joined ? 'joined30' : 'left30')}</dt><dd className="num">{!some ? '0' : q.data ? <Door expression={may ? expression : null} title={t(joined ? 'joinedOf' : 'leftOf', { title })} asOf={q.data.as_of}><Num v={q.data.people} /></Door> : '–'}</dd></div>;
}

/** How many members there are, of which level; each number leads to the people. */
export function Numbers({ slug, title, doc }: { slug: string; title: string; doc: Doc }) {
  const t = useStrings(strings), pick = usePick(), may = useCan('analyst');
  const q = useApi('countMembers', { slug });
  return (
    <Await query={q} shape="chart">
      {({ items }) => {
        const all = activeOf(items), none = activeOf(items, ''), gone = items.some((c) => c.status !== 'active');
        const door = (n: number, expression: string, what: string) => <Door expression={may && n > 0 ? expression : null} title={what}><Num v={n} /></Door>;
        const tier = (level: string) => `tier(${writeText(slug)}) = ${writeText(level)}`;
        const known = new Map(list(doc.levels).map((l) => [l.slug, pick(titleOf(l.title, l.slug)) || l.slug] as const));
        return (
          <>
            <dl className="prg-facts">
              <div><dt>{t('membersNow')}</dt><dd className="num">{door(all, `member(${writeText(slug)})`, t('membersOf', { title }))}</dd></div>
              <Lately slug={slug} title={title} event="member_joined" some={items.length > 0} />
              <Lately slug={slug} title={title} event="member_left" some={gone} />
              {none > 0 && <div><dt>{t('noLevel')}</dt><dd className="num">{door(none, `member(${writeText(slug)}) and tier(${writeText(slug)}) not in (${[...known.keys()].map(writeText).join(', ')})`, t('levelOf', { title, level: t('noLevel') }))}</dd></div>}
            </dl>
            <Ladder doc={doc} foot={(level) => <span className="num">{door(activeOf(items, level), tier(level), t('levelOf', { title, level: known.get(level) ?? level }))}</span>} />
          </>
        );
      }}
    </Await>
  );
}
