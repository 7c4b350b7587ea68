import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import type { Why } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './WhyTree.css';

function Branch({ why }: { why: Why }) {
  const t = useStrings(strings), pick = usePick();
  const group = why.kind !== 'clause' && why.children.length > 0;
  return (
    <li className={why.holds ? 'why why-yes' : 'why why-no'}>
      <span className="why-mark" role="img" aria-label={t(why.holds ? 'holds' : 'fails')}>{why.holds ? <CheckOutlined /> : <CloseOutlined />}</span>
      <div className="why-body">
        <span title={why.text}>{group ? t(why.kind === 'and' ? 'all' : why.kind === 'or' ? 'any' : 'not') : pick(why.sentence)}</span>
        {why.actual.length > 0 && <span className="why-actual">{t('actual')}{why.actual.map((a, i) => <b key={i}>{pick(a.text)}</b>)}</span>}
        {why.children.length > 0 && <ul>{why.children.map((c) => <Branch key={c.path} why={c} />)}</ul>}
      </div>
    </li>
  );
}

/** Why somebody is in, or is not: the rule's tree with this person's own values (rule 6). */
export function WhyTree({ why }: { why: Why }) {
  const t = useStrings(strings);
  return <ul className="why-tree" aria-label={t('tree')}><Branch why={why} /></ul>;
}
