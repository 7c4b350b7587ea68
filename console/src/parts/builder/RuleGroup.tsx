import { AppstoreAddOutlined, DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Dropdown, Select } from 'antd';
import { Door } from '@/parts/people/Door';
import { Num } from '@/parts/text/Num';
import { useBuilder } from './context';
import { newClause } from './make';
import { RuleRow } from './RuleRow';
import { append, isGroup, newId, remove, rowOf, rows, setGroup, unwrap, type ClauseKind, type Group } from './tree';
import { useWords } from './words';
import './Rules.css';

function Add({ group, nested }: { group: Group; nested: number }) {
  const t = useWords();
  const { edit, vocabulary } = useBuilder();
  const add = (kind: ClauseKind, not = false) => edit((r) => {
    const c = newClause(kind, vocabulary);
    return append(r, group.id, rowOf(not && c.kind === 'did' ? { ...c, not } : c));
  });
  const addGroup = () => edit((r) => append(r, group.id, { id: newId(), op: group.op === 'and' ? 'or' : 'and', not: false, items: [rowOf(newClause('did', vocabulary))] }));
  const items = [
    { key: 'did', label: t('addDid'), onClick: () => add('did') }, { key: 'not', label: t('addNotDid'), onClick: () => add('did', true) },
    { key: 'aggregate', label: t('addAggregate'), onClick: () => add('aggregate') }, { key: 'since', label: t('addSince'), onClick: () => add('since') },
    { key: 'sequence', label: t('addSequence'), onClick: () => add('sequence') }, { key: 'value', label: t('addValue'), onClick: () => add('value') }, { key: 'compare', label: t('addCompare'), onClick: () => add('compare') },
    { type: 'divider' as const, key: 'd' },
    { key: 'attribute', label: t('addAttribute'), onClick: () => add('attribute') }, { key: 'class', label: t('addClass'), onClick: () => add('class') }, { key: 'segment', label: t('addSegment'), onClick: () => add('segment') },
    ...((vocabulary?.currencies.length ?? 0) + (vocabulary?.coupons.length ?? 0) + (vocabulary?.programmes.length ?? 0) > 0 ? [{ key: 'fact', label: t('addFact'), onClick: () => add('fact') }] : []),
    ...((vocabulary?.programmes.length ?? 0) > 0 ? [{ key: 'member', label: t('addMember'), onClick: () => add('member') }] : []),
    { key: 'anniversary', label: t('addAnniversary'), onClick: () => add('anniversary') }, { key: 'list', label: t('addList'), onClick: () => add('list') },
  ];
  return (
    <div className="rules-add">
      <Dropdown trigger={['click']} menu={{ items }}><Button type={nested === 0 ? 'default' : 'text'} size={nested === 0 ? 'middle' : 'small'} icon={<PlusOutlined />}>{t('add')}</Button></Dropdown>
      {nested < 3 && <Button type="text" size={nested === 0 ? 'middle' : 'small'} icon={<AppstoreAddOutlined />} onClick={addGroup}>{t('addGroup')}</Button>}
    </div>
  );
}

/** Conditions joined by all or any, with groups among them. `from` is the number of its first row. */
export function RuleGroup({ group, from = 1, nested = 0 }: { group: Group; from?: number; nested?: number }) {
  const t = useWords();
  const { edit, counts, stale, asOf } = useBuilder();
  const clause = counts.get(group.id);
  let n = from;
  const head = (
    <div className="rules-head">
      {nested > 0 && <Select size="small" aria-label={t('groupLabel')} value={group.not} onChange={(not) => edit((r) => setGroup(r, group.id, { not }))} options={[{ value: false, label: t('groupKeep') }, { value: true, label: t('groupNot') }]} popupMatchSelectWidth={false} />}
      <span className="rule-word">{nested > 0 ? t('groupMatch') : t('match')}</span>
      <Select size="small" aria-label={t('match')} value={group.op} onChange={(op) => edit((r) => setGroup(r, group.id, { op }))} options={[{ value: 'and', label: t('all') }, { value: 'or', label: t('any') }]} popupMatchSelectWidth={false} />
      <span className="rule-word">{nested > 0 ? t('groupOf') : t('ofThese')}</span>
      {nested > 0 && (
        <span className="rules-acts">
          {clause && <span className={`rule-count ${stale ? 'rule-old' : ''}`}><Door expression={clause.text} title={t('groupCount')} asOf={asOf}><Num v={clause.people} /></Door></span>}
          {!group.not && <Button type="text" size="small" onClick={() => edit((r) => unwrap(r, group.id))}>{t('unwrap')}</Button>}
          <Button type="text" size="small" aria-label={t('removeGroup')} icon={<DeleteOutlined />} onClick={() => edit((r) => remove(r, group.id))} />
        </span>
      )}
    </div>
  );
  return (
    <div className={nested > 0 ? `rules rules-nested ${group.not ? 'rules-not' : ''}` : 'rules'} {...(nested > 0 ? { role: 'group', 'aria-label': t('groupLabel') } : {})}>
      {(nested > 0 || group.items.length > 1) && head}
      {group.items.map((x, i) => {
        const at = n;
        n += isGroup(x) ? rows(x).length : 1;
        return (
          <div key={x.id} className="rules-item">
            {i > 0 && <span className="rules-join" aria-hidden="true">{t(group.op === 'and' ? 'and' : 'or')}</span>}
            {isGroup(x) ? <RuleGroup group={x} from={at} nested={nested + 1} /> : <RuleRow row={x} n={at} nested={nested >= 3} />}
          </div>
        );
      })}
      <Add group={group} nested={nested} />
    </div>
  );
}
