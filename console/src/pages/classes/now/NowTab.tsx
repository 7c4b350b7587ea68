import { Button } from 'antd';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { apiKey, useApi } from '@/api/hooks';
import type { Classification, ClassificationValues } from '@/api/types';
import { useSlug } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { ClassBar } from '@/parts/classes/ClassBar';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { arrange } from '../logic/order';
import { shortDay } from '../logic/rule';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Span } from '../useSpan';
import { GroupTable } from './GroupTable';
import { Heatmap } from './Heatmap';
import { Thresholds } from './Thresholds';
import './NowTab.css';

function Bar({ v, model }: { v: ClassificationValues; model: Model }) {
  const classes = arrange(v.classes, model.order).map((x) => ({ name: x.name, title: { zh: model.nameOf(x.name), en: model.nameOf(x.name) }, people: x.people, share: x.share, previous: null, revenue: x.revenue, expression: x.expression }));
  return <ClassBar legend={false} colours={classes.map((x) => model.colourOf(x.name))} asOf={v.as_of} data={{ classification: model.slug, title: { zh: model.title, en: model.title }, classes }} />;
}

/** What the classes hold at the end of the period, beside the numbers of its start. */
export function NowTab({ c, model, span }: { c: Classification; model: Model; span: Span }) {
  const t = useStrings(strings);
  const workspace = useSlug();
  const args = { slug: c.slug, as_of: span.asOf };
  const q = useApi('classificationValues', args);
  const before = useApi('classificationValues', { slug: c.slug, as_of: span.start });
  const was = useMemo(() => (before.data && !before.isPlaceholderData ? new Map(before.data.classes.map((x) => [x.name, x.people])) : null), [before.data, before.isPlaceholderData]);
  return (
    <Await query={q} shape="page" cancelKey={apiKey('classificationValues', workspace, args)}>
      {(v) => {
        const groups = <Card flush title={t('groups')} help={t('groupsHelp')}><GroupTable v={v} model={model} was={was} start={shortDay(span.start, span.to)} compact={v.grid !== null} /></Card>;
        if (v.classes.every((x) => x.people === 0)) return <EmptyState kind="nothing" title={t('noPeople')} help={t('noPeopleHelp')} action={<Link href="/import"><Button type="primary">{t('importNow')}</Button></Link>} />;
        return (
          <div className="class-now">
            {v.grid ? (
              <div className="class-now-two">
                <Card title={t('heat')} help={t('heatHelp')}><Heatmap c={c} v={v} grid={v.grid} model={model} /></Card>
                {groups}
              </div>
            ) : <><Card title={t('makeup')} help={t('makeupHelp')}><Bar v={v} model={model} /></Card>{groups}</>}
            <Thresholds c={c} v={v} />
          </div>
        );
      }}
    </Await>
  );
}
