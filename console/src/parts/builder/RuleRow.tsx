import { DeleteOutlined, MoreOutlined } from '@/theme/icons';
import { Button, Dropdown } from 'antd';
import { memo } from 'react';
import type { BuilderClause } from '@/api/types';
import { Door } from '@/parts/people/Door';
import { Num } from '@/parts/text/Num';
import { AggregateClause, AttributeClause, ClassClause, CodeClause, DidClause, SegmentClause, SinceClause } from './clauses';
import { useBuilder } from './context';
import { circled } from './counts';
import { duplicate, isComplete, move, remove, setClause, wrap, type Row } from './tree';
import { AnniversaryClause, ListClause } from './PersonClauses';
import { FactClause, MemberClause } from './FactClauses';
import { SequenceClause } from './SequenceClause';
import { CompareClause, ValueClause } from './ValueClauses';
import { useWords } from './words';

function Body({ row }: { row: Row }) {
  const { edit } = useBuilder();
  const c = row.clause;
  const put = (next: BuilderClause, merge?: string) => edit((r) => setClause(r, row.id, next), merge ? `${row.id}:${merge}` : null);
  switch (c.kind) {
    case 'did': return <DidClause clause={c} onChange={put} />;
    case 'aggregate': return <AggregateClause clause={c} onChange={put} />;
    case 'since': return <SinceClause clause={c} onChange={put} />;
    case 'attribute': return <AttributeClause clause={c} onChange={put} />;
    case 'class': return <ClassClause clause={c} onChange={put} />;
    case 'segment': return <SegmentClause clause={c} onChange={put} />;
    case 'value': return <ValueClause clause={c} onChange={put} />;
    case 'compare': return <CompareClause clause={c} onChange={put} />;
    case 'sequence': return <SequenceClause clause={c} onChange={put} />;
    case 'anniversary': return <AnniversaryClause clause={c} onChange={put} />;
    case 'list': return <ListClause clause={c} onChange={put} />;
    case 'fact': return <FactClause clause={c} onChange={put} />;
    case 'member': return <MemberClause clause={c} onChange={put} />;
    case 'code': return <CodeClause clause={c} />;
  }
}

/** One condition: its number, its form, its own count, its menu. */
export const RuleRow = memo(function RuleRow({ row, n, nested }: { row: Row; n: number; nested: boolean }) {
  const t = useWords();
  const { counts, stale, asOf, edit } = useBuilder();
  const clause = counts.get(row.id);
  const done = isComplete(row.clause);
  const items = [
    { key: 'up', label: t('up'), onClick: () => edit((r) => move(r, row.id, -1)) },
    { key: 'down', label: t('down'), onClick: () => edit((r) => move(r, row.id, 1)) },
    { key: 'copy', label: t('copy'), onClick: () => edit((r) => duplicate(r, row.id)) },
    ...(nested ? [] : [{ key: 'wrap', label: t('wrap'), onClick: () => edit((r) => wrap(r, row.id)) }]),
  ];
  return (
    <div className={`rule ${done ? '' : 'rule-open'}`} role="group" aria-label={t('rowOf', { n })}>
      <span className="rule-mark" aria-hidden="true">{circled(n)}</span>
      <div className="rule-body"><Body row={row} /></div>
      <div className={`rule-count ${stale ? 'rule-old' : ''}`}>
        {done ? clause && <Door expression={clause.text} title={t('rowCount', { n: circled(n) })} asOf={asOf}><Num v={clause.people} /></Door> : <span className="rule-todo" title={t('unfinishedHelp')}>{t('unfinished')}</span>}
      </div>
      <div className="rule-acts">
        <Dropdown trigger={['click']} menu={{ items }}><Button type="text" size="small" aria-label={t('rowMenu', { n })} icon={<MoreOutlined />} /></Dropdown>
        <Button type="text" size="small" aria-label={t('removeN', { n })} icon={<DeleteOutlined />} onClick={() => edit((r) => remove(r, row.id))} />
      </div>
    </div>
  );
});
