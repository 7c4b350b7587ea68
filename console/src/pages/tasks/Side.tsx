import { CheckCircleOutlined, CloseCircleOutlined } from '@/theme/icons';
import { Alert } from 'antd';
import { useApi } from '@/api/hooks';
import { useDebounced } from '@/hooks/useDebounced';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Door } from '@/parts/people/Door';
import { Num } from '@/parts/text/Num';
import { gateOpen, gates, lately, mostCost, pointsOf, titleOf, type Doc, type Kind } from './doc';
import { strings } from './strings';

/** What is still to be said before it may begin. */
function Gates({ kind, doc }: { kind: Kind; doc: Doc }) {
  const t = useStrings(strings), open = gateOpen(kind, doc);
  return (
    <Card title={t('gate')} help={t('gateHelp')}>
      <ul className="tsk-gates">{gates.filter((g) => g !== 'goal' || kind === 'task').map((g) => <li key={g} className={open[g] ? 'tsk-open' : undefined}>{open[g] ? <CheckCircleOutlined /> : <CloseCircleOutlined />}<span>{t(`g_${g}`)} <span className="muted">{t(open[g] ? 'said' : 'missing')}</span></span></li>)}</ul>
    </Card>
  );
}

/** How many would have done it lately, and what that would cost. */
function Preview({ kind, doc, slug }: { kind: Kind; doc: Doc; slug: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const expression = useDebounced(kind === 'task' ? lately(doc) : null, 500);
  const q = useApi('countPeople', { expression: expression ?? '' }, { enabled: expression !== null, live: false, fresh: 300_000 });
  const n = expression === null || q.isError ? null : q.data?.people ?? null, everyone = q.data?.everyone ?? 0, most = mostCost(doc), each = Number(doc.unit_cost);
  const title = pick(titleOf(doc.title)) || slug || t('untitled');
  const month = n === null ? 0 : n * pointsOf(doc.rewards);
  return (
    <Card title={t('preview')}>
      <div className="tsk-side">
        {kind === 'task' && <span className="muted">{t('previewPeople')}</span>}
        {kind === 'task' && (n === null ? <span>{t('previewNone')}</span> : <>
          <span className="tsk-hits"><Door expression={n > 0 ? expression : null} title={t('previewDoor', { title })}><Num v={n} full /></Door></span>
          {everyone > 0 && <span className="muted">{t('previewShare', { rate: f.rate(n / everyone) })}</span>}
          {each > 0 && <span>{t('previewCost', { cost: f.money(n * each) })}</span>}
          {month > 0 && <span className="muted">{t('pointsMonthOnly', { n: f.count(month) })}</span>}
          {doc.budget?.times !== undefined && n > Number(doc.budget.times) && <Alert type="warning" showIcon title={t('previewOver', { n: f.decimal(doc.budget.times) })} />}
        </>)}
        {most !== null && <span>{t('mostCost', { cost: f.money(most) })}</span>}
      </div>
    </Card>
  );
}

export function Side({ kind, doc, slug }: { kind: Kind; doc: Doc; slug: string }) {
  if (kind === 'badge') return null;
  return <><Gates kind={kind} doc={doc} /><Preview kind={kind} doc={doc} slug={slug} /></>;
}
