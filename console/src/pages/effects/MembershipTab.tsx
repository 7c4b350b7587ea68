import type { Cell, Report, Title } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { has, joinedExpression, leftExpression, sectionOf, textOf, twiceExpression, valueOf } from './cells';
import { Facts } from './Facts';
import { Said } from './Said';
import { SectionTable } from './SectionTable';
import { strings } from './strings';

export function MembershipTab({ report, slug }: { report: Report; slug: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const now = sectionOf(report, 'now'), effect = sectionOf(report, 'effect'), money = sectionOf(report, 'money');
  const name = pick((valueOf(now, 0, 'programme') as Title | null) ?? { en: slug, zh: slug });
  const twice = sectionOf(report, 'twice'), by = sectionOf(report, 'twice_by'), sources = sectionOf(report, 'sources');
  const from = String(valueOf(now, 0, 'from')), to = String(valueOf(now, 0, 'to'));
  const word = (v: Cell) => (typeof v === 'string' && v ? v : null);
  const door = (expression: string, title: string, v: Cell) => (v ? <Door expression={expression} title={title}>{textOf(v, 'count', f, pick)}</Door> : undefined);
  const source = (row: number) => word(valueOf(sources, row, 'source'));
  const pair = (row: number) => [word(valueOf(by, row, 'before')), word(valueOf(by, row, 'source'))] as const;
  const said = (s: string | null) => s ?? t('noSource');
  return (
    <div className="effects-stack">
      {now && <Facts section={now} draw={{
        members: door(`member("${slug}")`, t('membersOf', { name }), valueOf(now, 0, 'members')),
        joined: door(joinedExpression(slug, from, to), t('joinedIn', { name, from, to }), valueOf(now, 0, 'joined')),
        left: door(leftExpression(slug, from, to), t('leftIn', { name, from, to }), valueOf(now, 0, 'left')),
      }} />}
      <SectionTable section={sectionOf(report, 'frequency')} />
      {effect && <Facts section={effect} />}
      {has(sectionOf(report, 'balance')) && <SectionTable section={sectionOf(report, 'balance')} />}
      <SectionTable section={sectionOf(report, 'retention')} />
      <div className="effects-pair">
        <SectionTable section={sectionOf(report, 'channels')} />
        <SectionTable section={sources} draw={{
          source: (row) => said(source(row)),
          joined: (row) => door(joinedExpression(slug, from, to, source(row)), t('joinedBy', { name, from, to, source: said(source(row)) }), valueOf(sources, row, 'joined')),
        }} />
      </div>
      {twice && <Facts section={twice} draw={{ people: door(twiceExpression(slug, from, to), t('twiceIn', { name, from, to }), valueOf(twice, 0, 'people')) }} />}
      <SectionTable section={by} draw={{
        before: (row) => said(pair(row)[0]), source: (row) => said(pair(row)[1]),
        joined: (row) => door(twiceExpression(slug, from, to, ...pair(row)), t('twiceBy', { name, from, to, before: said(pair(row)[0]), source: said(pair(row)[1]) }), valueOf(by, row, 'joined')),
      }} />
      {money && <Facts section={money} />}
      <Said report={report} />
    </div>
  );
}
