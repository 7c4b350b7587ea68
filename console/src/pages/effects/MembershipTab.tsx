import type { Report, Title } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { has, sectionOf, textOf, valueOf } from './cells';
import { Facts } from './Facts';
import { Said } from './Said';
import { SectionTable } from './SectionTable';
import { strings } from './strings';

export function MembershipTab({ report, slug }: { report: Report; slug: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const now = sectionOf(report, 'now'), effect = sectionOf(report, 'effect'), money = sectionOf(report, 'money');
  const name = pick((valueOf(now, 0, 'programme') as Title | null) ?? { en: slug, zh: slug });
  return (
    <div className="effects-stack">
      {now && <Facts section={now} draw={{ members: <Door expression={`member("${slug}")`} title={t('membersOf', { name })}>{textOf(valueOf(now, 0, 'members'), 'count', f, pick)}</Door> }} />}
      <SectionTable section={sectionOf(report, 'frequency')} />
      {effect && <Facts section={effect} />}
      {has(sectionOf(report, 'balance')) && <SectionTable section={sectionOf(report, 'balance')} />}
      <SectionTable section={sectionOf(report, 'retention')} />
      <div className="effects-pair">
        <SectionTable section={sectionOf(report, 'channels')} />
        <SectionTable section={sectionOf(report, 'sources')} />
      </div>
      {money && <Facts section={money} />}
      <Said report={report} />
    </div>
  );
}
