import { Select, Tag } from 'antd';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Person } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { WhyTree } from '@/parts/why/WhyTree';
import { strings } from './strings';

function Explained({ person, slug, title, expression }: { person: string; slug: string; title: string; expression: string }) {
  const t = useStrings(strings);
  const q = useApi('explainPerson', { person, expression });
  return (
    <Await query={q}>
      {(d) => <div className="person-why"><p><b>{t(d.member ? 'isIn' : 'isOut', { segment: title })}</b> <Link href={`/segments/${slug}`}>{t('open')}</Link></p><WhyTree why={d.tree} /></div>}
    </Await>
  );
}

/** Segments they are in now, and for any segment why they are in it or not. */
export function WhySegment({ person }: { person: Person }) {
  const t = useStrings(strings), pick = usePick();
  const [s, set] = useUrlState({ why: p.maybe() });
  const all = useApi('listSegments', { sizes: false });
  const chosen = all.data?.items.find((x) => x.slug === s.why);
  return (
    <div className="person-segments">
      <Card title={t('inSegments')}>
        {person.segments.length === 0 ? <span className="person-none">{t('inNone')}</span> : person.segments.map((x) => <Tag key={x.slug} variant="filled" className="person-tag"><button type="button" className="person-tagbutton" onClick={() => set({ why: x.slug })}>{pick(x.title) || x.slug}</button></Tag>)}
      </Card>
      <Card title={t('why')} help={t('whyHelp')}>
        <Select showSearch={{ optionFilterProp: 'label' }} allowClear placeholder={t('choose')} aria-label={t('choose')} value={s.why} onChange={(v: string | undefined) => set({ why: v ?? null })} style={{ width: 320, maxWidth: '100%' }}
          options={(all.data?.items ?? []).map((x) => ({ value: x.slug, label: pick(x.title) || x.slug }))} />
        {chosen && <Explained person={person.id} slug={chosen.slug} title={pick(chosen.title) || chosen.slug} expression={chosen.expression} />}
      </Card>
    </div>
  );
}
