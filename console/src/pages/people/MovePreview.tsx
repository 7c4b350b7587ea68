import { Alert } from 'antd';
import type { MovePreview as Side, PersonMoved } from '@/api/types';
import { useLang, usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { IdentityText, useTypeName } from '@/parts/identity/IdentityText';
import { strings } from './identity.strings';

const show = (v: unknown): string => (v === null || v === undefined ? '–' : typeof v === 'boolean' ? (v ? '✓' : '✗') : String(v));

function One({ side }: { side: Side }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), { lang } = useLang();
  const names = (list: Side['entered']) => list.map((s) => pick(s.title) || s.slug).join(lang === 'zh' ? '、' : ', ');
  const quiet = side.entered.length + side.left.length + side.attributes.length === 0;
  return (
    <li>
      <div className="move-side">{side.gone ? t.node('sideGone', { who: <IdentityText key="w" of={side.identity} /> }) : <IdentityText of={side.identity} />} <span className="person-since num">{t('rowsSide', { before: f.count(side.rows_before), after: f.count(side.rows_after) })}</span></div>
      {side.entered.length > 0 && <div className="move-line"><span className="move-in">{t('entered')}</span> {names(side.entered)}</div>}
      {side.left.length > 0 && <div className="move-line"><span className="move-out">{t('leaves')}</span> {names(side.left)}</div>}
      {side.attributes.map((a) => <div key={a.name} className="move-line">{t('attribute', { name: pick(a.title) || a.name, before: show(a.before), after: show(a.after) })}</div>)}
      {quiet && <div className="move-line person-none">{t('nothing')}</div>}
    </li>
  );
}

/** What a merge or a split would change, before it does. */
export function MovePreview({ moved }: { moved: PersonMoved }) {
  const t = useStrings(strings), name = useTypeName();
  if (moved.merged === 0) return <Alert type="info" title={t('already')} />;
  return (
    <div className="move">
      <p className="move-head">{t('rows', { n: moved.identities, events: moved.events })}</p>
      <div className="move-list" aria-label={t('moving')}>{(moved.moving ?? []).slice(0, 12).map((x) => <IdentityText key={x.subject} of={x} />)}{(moved.moving ?? []).length > 12 && <span>…</span>}</div>
      <ul className="move-sides">{(moved.preview ?? []).map((s, i) => <One key={i} side={s} />)}</ul>
      {(moved.conflicts ?? []).map((c) => <Alert key={c.type} type="warning" title={t('conflict', { n: c.count, type: name(c.type), limit: c.limit })} />)}
    </div>
  );
}
