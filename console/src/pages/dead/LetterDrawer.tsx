import { App, Button, Drawer, Input } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import type { DeadLetter } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { protocolNames } from '@/parts/collect/protocols';
import type { KeyNames } from '@/parts/collect/useKeyNames';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { JsonView } from '@/parts/json/JsonView';
import { layOut, pretty } from '@/parts/json/pretty';
import { useLeave } from '@/parts/leave/useLeave';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { markOf, wordsOf } from './marks';
import { strings } from './strings';

const refresh = ['listDeadLetters', 'listDeadReasons'] as const;

function Body({ d, replay, onMended, onGone }: { d: DeadLetter; replay: ReturnType<typeof useSend<'replayDeadLetter'>>; onMended: (mended: boolean) => void; onGone: () => void }) {
  const t = useStrings(strings), { message } = App.useApp(), may = useCan('operator');
  const text = d.text ?? '';
  const laid = useMemo(() => { const p = pretty(text); return p.lines ? layOut(p.lines) : text; }, [text]);
  const marks = useMemo(() => markOf(wordsOf(d)), [d]);
  const [draft, edit] = useState<string | null>(null);
  const mended = draft !== null && draft !== laid;
  useEffect(() => onMended(mended), [mended, onMended]);
  const broken = useMemo(() => (draft === null ? null : pretty(draft).broken), [draft]);
  const reason = may ? null : t('needOperator');
  const wrong = broken && t('notJson', { line: broken.line, column: broken.column });
  const send = (of: { text?: string }) => replay.mutate({ id: String(d.id), ...of }, { onSuccess: () => { void message.success(t('replayed')); onGone(); } });
  return (
    <section>
      <div className="letter-head"><h3>{t('text')}</h3>{!d.masked && <span className="letter-copy"><CopyText text={text} label={t('copyText')} /></span>}</div>
      {draft === null ? <JsonView text={text} label={t('text')} marks={marks} /> : (<>
        <Input.TextArea autoFocus autoSize={{ minRows: 10, maxRows: 28 }} spellCheck={false} value={draft} onChange={(e) => edit(e.target.value)} aria-label={t('editLabel')} aria-invalid={broken !== null} status={broken ? 'error' : ''} />
        {wrong && <p className="letter-note letter-bad" role="status">{wrong}</p>}
      </>)}
      {d.masked && <p className="letter-note">{t('masked')}</p>}
      {replay.isError && <div className="letter-acts"><Problem inline error={replay.error} actions={<span className="muted">{t('stillWrong')} {replay.error.code}</span>} /></div>}
      <div className="letter-acts">
        {draft === null ? (<>
          {!d.masked && <ActionButton type="primary" reason={reason} onClick={() => { replay.reset(); edit(laid); }}>{t('fix')}</ActionButton>}
          <ActionButton reason={reason} loading={replay.isPending} onClick={() => send({})}>{t('replay')}</ActionButton>
        </>) : (<>
          <ActionButton type="primary" reason={wrong} loading={replay.isPending} onClick={() => send({ text: draft })}>{t('fixReplay')}</ActionButton>
          <Button onClick={() => { replay.reset(); edit(null); }}>{t('undo')}</Button>
        </>)}
      </div>
    </section>
  );
}

/** One dead letter: why, where, as what it came; mended and sent again from here. */
export default function LetterDrawer({ id, keys, onClose }: { id: string; keys: KeyNames; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat(), phone = usePhone(), may = useCan('operator');
  const replay = useSend('replayDeadLetter', refresh), discard = useSend('discardDeadLetter', refresh);
  // Gone once it is taken or discarded: not asked for again then.
  const q = useApi('getDeadLetter', { id }, { live: false, enabled: !replay.isSuccess && !discard.isSuccess });
  const [leaving, leave] = useState(false), [mended, setMended] = useState(false);
  const lose = useLeave(mended && !replay.isSuccess && !discard.isSuccess, () => undefined, false);
  const close = () => lose.ask(onClose);
  return (
    <Drawer open size={phone ? '100%' : 640} title={t('letter', { id })} onClose={close} mask={phone}
      extra={<ActionButton danger size="small" reason={may ? null : t('needOperator')} onClick={() => leave(true)}>{t('discard')}</ActionButton>}>
      <Await query={q} shape="text">{(d) => (
        <div className="letter">
          <div className="letter-problem"><p>{d.problem.detail}</p>{d.problem.hint && <p>{d.problem.hint}</p>}</div>
          <dl>
            <div><dt>{t('received')}</dt><dd><Time v={d.received_at} as="seconds" /></dd></div>
            <div><dt>{t('name')}</dt><dd>{d.event || <span className="muted">{t('noName')}</span>}</dd></div>
            <div><dt>{t('key')}</dt><dd><Link href={`/dead?key=${encodeURIComponent(d.key)}`} onClick={(e) => { if (mended) { e.preventDefault(); close(); } else onClose(); }}>{keys.name(d.key)}</Link></dd></div>
            <div><dt>{t('client')}</dt><dd>{protocolNames[d.protocol]} <code>{d.path}</code></dd></div>
            <div><dt>{t('size')}</dt><dd className="num">{f.bytes(d.bytes)}</dd></div>
          </dl>
          <Body d={d} replay={replay} onMended={setMended} onGone={onClose} />
        </div>)}</Await>
      <ConfirmReach open={leaving} danger title={t('discardTitle')} consequences={[t('discardEffect')]} confirm={t('discard')} busy={discard.isPending} error={discard.error}
        onConfirm={() => discard.mutate({ id } as never, { onSuccess: onClose })} onCancel={() => { discard.reset(); leave(false); }} />
      {lose.dialog}
    </Drawer>
  );
}
