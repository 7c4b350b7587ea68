import { CheckCircleFilled, CloseCircleFilled } from '@/theme/icons';
import type { Why } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import './WhyTree.css';

/** Why a person is in or out: every condition with ✓ or ✗ and what is true of the person. */
export function WhyTree({ why }: { why: Why }) {
  const t = useStrings(strings), pick = usePick();
  const only = why.kind === 'not' ? why.children[0] : undefined;
  // A negated condition is one line: its own words, and what was found for the condition within.
  if (only && only.children.length === 0) return <WhyTree why={{ ...why, kind: 'clause', children: [], actual: only.actual }} />;
  // What joins conditions is told by a word; the conditions beneath say the rest.
  const words = why.children.length === 0 ? pick(why.sentence) : why.kind === 'and' ? t('allOf') : why.kind === 'or' ? t('anyOf') : t('notThis');
  return (
    <div className="why">
      <div className={why.holds ? 'why-line why-yes' : 'why-line why-no'}>
        {why.holds ? <CheckCircleFilled aria-label={t('holds')} /> : <CloseCircleFilled aria-label={t('holdsNot')} />}
        <div>
          <span className={why.children.length ? 'why-join' : ''}>{words}</span>
          {why.children.length === 0 && why.actual.map((a, i) => (
            <span key={i} className="why-actual">{t('actual')}{pick(a.text)}{a.event_at && <> · <Time v={a.event_at} /></>}</span>
          ))}
        </div>
      </div>
      {why.children.length > 0 && <div className="why-children">{why.children.map((c) => <WhyTree key={c.path} why={c} />)}</div>}
    </div>
  );
}
