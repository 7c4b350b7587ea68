import { Segmented } from 'antd';
import { useMemo } from 'react';
import { apiKey, useApi } from '@/api/hooks';
import type { ClassificationFlow } from '@/api/types';
import { useSlug } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { filterMoves, moves } from '../logic/flow';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Span } from '../useSpan';
import { FlowMatrix } from './FlowMatrix';
import { FlowPicture } from './FlowPicture';
import { IdentityTable } from './IdentityTable';
import { MoveTable } from './MoveTable';
import { Stock } from './Stock';
import { useMove } from './useMove';
import './FlowTab.css';

const shows = ['all', 'up', 'down', 'lost'] as const, views = ['sankey', 'heat', 'table'] as const;
/** More classes than this make a picture of streams a tangle; the matrix reads better. */
const STREAMS_MAX = 6;

function Flow({ flow, model, span }: { flow: ClassificationFlow; model: Model; span: Span }) {
  const t = useStrings(strings);
  const [s, set] = useUrlState({ show: p.oneOf(shows, 'all'), view: p.maybe() });
  const mover = useMove(model, span);
  const all = useMemo(() => moves(flow, model.classes), [flow, model]);
  const shown = useMemo(() => filterMoves(all, s.show), [all, s.show]);
  const view = views.find((x) => x === s.view) ?? (model.order.length > STREAMS_MAX ? 'heat' : 'sankey');
  const { start, end } = mover.days();
  const names = { all: t('showAll'), up: t('showUp'), down: t('showDown'), lost: t('showLost') }, pictures = { sankey: t('viewSankey'), heat: t('viewHeat'), table: t('viewTable') };
  const parts = { model, mover, asOf: flow.as_of };
  return (
    <div className="flow">
      {model.order.length <= STREAMS_MAX && <Stock flow={flow} {...parts} />}
      <Card title={t('flowTitle', { start, end })} help={t(view === 'heat' ? 'rowShare' : 'flowHelp')} extra={
        <div className="flow-tools">
          <Segmented size="small" aria-label={t('show')} value={s.show} onChange={(show) => set({ show })} options={shows.map((x) => ({ value: x, label: names[x] }))} />
          <Segmented size="small" aria-label={t('view')} value={view} onChange={(v) => set({ view: v })} options={views.map((x) => ({ value: x, label: pictures[x] }))} />
        </div>}>
        {shown.length === 0 ? <EmptyState kind="narrow" title={t('nothingMoved')} onClear={() => set({ show: 'all' })} />
          : view === 'sankey' ? <FlowPicture moves={shown} {...parts} /> : view === 'heat' ? <FlowMatrix moves={shown} {...parts} /> : <MoveTable moves={shown} {...parts} />}
      </Card>
      <Card flush title={t('identity')} help={t('identityHelp')}><IdentityTable flow={flow} moves={all} {...parts} /></Card>
      {view === 'sankey' && <Card flush title={t('allMoves')}><MoveTable moves={shown} {...parts} /></Card>}
    </div>
  );
}

export function FlowTab({ model, span }: { model: Model; span: Span }) {
  const workspace = useSlug();
  const args = { slug: model.slug, from: span.start, to: span.to, as_of: span.asOf };
  const q = useApi('classificationFlow', args);
  return <Await query={q} shape="page" cancelKey={apiKey('classificationFlow', workspace, args)}>{(flow) => <Flow flow={flow} model={model} span={span} />}</Await>;
}
