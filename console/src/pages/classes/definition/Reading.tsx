import type { Classification } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { strings } from './strings';

/** The definition in sentences: rules in their order, measures, scores, references. */
export function Reading({ c }: { c: Classification }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const methods = { quantile: t('quantile'), mean: t('mean'), median: t('median'), fixed: t('fixed') };
  return (
    <>
      {c.description && <p className="definition-lead">{pick(c.description)}</p>}
      <Card flush title={t('rules')} help={t('rulesHelp')}>
        <Table rows={c.classes} rowKey={(r) => r.name} label={t('rules')} columns={[
          { id: 'order', title: t('order'), width: 56, align: 'right', wide: true, cell: (_, i) => i + 1 },
          { id: 'name', title: t('klass'), width: '24%', cell: (r) => <span className="definition-class"><b>{pick(r.title)}</b><code>{r.name}</code></span> },
          { id: 'rule', title: t('rule'), cell: (r) => <span className="definition-rule">{pick(r.sentence)}<code>{r.when}</code></span> },
          { id: 'rank', title: <span title={t('rankHelp')}>{t('rank')}</span>, label: t('rank'), width: 72, align: 'right', wide: true, cell: (r) => f.count(r.rank) },
        ]} />
      </Card>
      {c.measures.length > 0 && (
        <Card flush title={t('measures')} help={t('measuresHelp')}>
          <Table rows={c.measures} rowKey={(r) => r.name} label={t('measures')} columns={[
            { id: 'name', title: t('measure'), width: 120, cell: (r) => <b>{r.name}</b> },
            { id: 'meaning', title: t('meaning'), cell: (r) => <span className="definition-rule">{pick(r.sentence)}<code>{r.expression}</code></span> },
          ]} />
        </Card>
      )}
      {(c.scores.length > 0 || c.references.length > 0) && (
        <Card flush title={t('scores')}>
          <dl className="definition-facts"><div><dt>{t('population')}</dt><dd>{c.population ? <code>{c.population}</code> : t('everyone')}</dd></div></dl>
          {c.scores.length > 0 && (
            <Table rows={c.scores} rowKey={(r) => r.name} label={t('scores')} columns={[
              { id: 'name', title: t('score'), width: 120, cell: (r) => <b>{r.name}</b> },
              { id: 'of', title: t('of'), cell: (r) => <code>{r.of}</code> },
              { id: 'by', title: t('method'), cell: (r) => methods[r.by] },
              { id: 'bins', title: t('bins'), align: 'right', cell: (r) => f.count(r.bins) },
              { id: 'high', title: t('best'), wide: true, cell: (r) => t(r.descending ? 'smallHigh' : 'bigHigh') },
              { id: 'at', title: t('thresholdsAt'), wide: true, cell: (r) => (r.at.length > 0 ? <span className="num">{r.at.map((x) => f.real(x)).join(' · ')}</span> : <span className="muted">{t('fromData')}</span>) },
            ]} />
          )}
          {c.references.length > 0 && (
            <Table rows={c.references} rowKey={(r) => r.name} label={t('references')} columns={[
              { id: 'name', title: t('references'), width: 120, cell: (r) => <b>{r.name}</b> },
              { id: 'of', title: t('of'), cell: (r) => <code>{r.of}</code> },
              { id: 'by', title: t('method'), cell: (r) => methods[r.by as keyof typeof methods] },
              { id: 'value', title: t('value'), align: 'right', cell: (r) => (r.value === null ? <span className="muted">{t('fromData')}</span> : f.decimal(r.value)) },
            ]} />
          )}
        </Card>
      )}
    </>
  );
}
