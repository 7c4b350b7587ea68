import { App, Button, Drawer, Segmented } from 'antd';
import { useEffect, useMemo } from 'react';
import { useApiPages, useSend } from '@/api/hooks';
import type { Webhook, WebhookDelivery } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Time } from '@/parts/text/Time';
import { HookStatus } from './HookStatus';
import { strings } from './strings';

export interface HookActs { edit: (h: Webhook) => void; secret: (h: Webhook) => void; archive: (h: Webhook) => void }

/** Why it stands as it stands, in words. */
function Why({ of }: { of: Webhook }) {
  const t = useStrings(strings), when = of.next_at ? <Time v={of.next_at} as="relative" /> : '';
  const said = of.status === 'secret' ? t('why_secret') : of.status === 'crowded' ? t('why_crowded') : of.status === 'trying' ? t.node('why_trying', { n: of.tries, when }) : of.status === 'broken' ? t.node('why_broken', { when }) : null;
  return (
    <>
      {said && <p className="hook-why">{said}</p>}
      {of.answer && of.status !== 'fine' && <p className="hook-why">{t('lastAnswer')}: {of.http_status ?? t('noAnswer')} · {of.answer}</p>}
    </>
  );
}

function Row({ d, busy, onAgain }: { d: WebhookDelivery; busy: boolean; onAgain: () => void }) {
  const t = useStrings(strings);
  return (
    <li>
      <div>
        <code>{d.event}</code> <span className={d.state === 'dead' ? 'hook-bad' : 'muted'}>{t(`state_${d.state}`)}</span>
        <span className="hook-sub"><Time v={d.at} /> · {t('tries', { n: d.tries })} · {d.http_status ?? t('noAnswer')}{d.state !== 'delivered' && d.answer ? ` · ${d.answer}` : ''}</span>
      </div>
      {d.state === 'dead' && <Button size="small" disabled={busy} onClick={onAgain} aria-label={`${t('again')}: ${d.event} ${d.n}`}>{t('again')}</Button>}
    </li>
  );
}

/** One webhook: how it does, its secret, what was delivered. */
export default function HookDrawer({ of, acts, onClose }: { of: Webhook; acts: HookActs; onClose: () => void }) {
  const t = useStrings(strings), title = usePick(), phone = usePhone(), { message } = App.useApp();
  const [s, set] = useUrlState({ dead: p.flag() });
  const slug = of.slug, refresh = ['listWebhooks', 'listDeliveries'] as const;
  const list = useApiPages('listDeliveries', { slug, limit: 20, ...(s.dead && { state: 'dead' as const }) }, { live: true, fresh: 0 });
  const { refetch } = list, seen = `${of.delivered} ${of.dead} ${of.tries}`;
  useEffect(() => { void refetch(); }, [refetch, seen]);
  const test = useSend('testWebhook', refresh), now = useSend('resumeWebhook', refresh), again = useSend('replayDeliveries', refresh);
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const replay = (n?: number) => again.mutate({ slug, ...(n !== undefined && { n }) }, { onSuccess: (r) => void message.success(t('againDone', { n: r.waiting })) });
  const tell = (r: { ok: boolean; http_status: number | null; answer: string; ms: number }) => void (r.ok ? message.success(t('testOk', { status: r.http_status ?? 0, ms: r.ms })) : message.error(t('testBad', { why: `${r.http_status ?? ''} ${r.answer}`.trim() })));
  const waits = of.status === 'trying' || of.status === 'broken';
  return (
    <Drawer open size={phone ? '100%' : 520} title={title(of.title)} onClose={onClose} mask={phone} extra={<HookStatus of={of} />}>
      <div className="hook">
        <section>
          <span className="hook-url">{of.url}</span>
          <Why of={of} />
          {(test.error ?? now.error ?? again.error) && <Problem inline error={test.error ?? now.error ?? again.error} />}
          <p className="hook-acts" style={{ marginTop: 12 }}>
            {waits && <Button type="primary" loading={now.isPending} onClick={() => now.mutate({ slug })}>{t('tryNow')}</Button>}
            {of.secret_at && <Button loading={test.isPending} onClick={() => test.mutate({ slug }, { onSuccess: tell })}>{t('test')}</Button>}
            <Button onClick={() => acts.edit(of)}>{t('edit')}</Button>
            <Button danger onClick={() => acts.archive(of)}>{t('archive')}</Button>
          </p>
        </section>
        <section>
          <h3>{t('secrets')}</h3>
          {of.secret_at && <p className="hook-why" style={{ marginTop: 0 }}>{t.node('madeAt', { when: <Time v={of.secret_at} /> })}{of.old_secret_until && <> · {t.node('oldUntil', { when: <Time v={of.old_secret_until} /> })}</>}</p>}
          <Button type={of.status === 'secret' ? 'primary' : 'default'} onClick={() => acts.secret(of)}>{t(of.secret_at ? 'rotate' : 'makeSecret')}</Button>
        </section>
        <section>
          <div className="hook-head">
            <h3>{t('deliveries')}</h3>
            <div className="hook-acts">
              {of.dead > 0 && <Button size="small" loading={again.isPending} onClick={() => replay()}>{t('againAll')}</Button>}
              <Segmented aria-label={t('deliveries')} size="small" value={s.dead ? 'dead' : 'all'} onChange={(v) => set({ dead: v === 'dead' })} options={[{ value: 'all', label: t('all') }, { value: 'dead', label: t('onlyDead') }]} />
            </div>
          </div>
          {list.data && rows.length === 0 && <p className="hook-why">{t(s.dead ? 'noDead' : 'noDeliveries')}</p>}
          <ol aria-label={t('deliveries')}>{rows.map((d) => <Row key={d.n} d={d} busy={again.isPending} onAgain={() => replay(d.n)} />)}</ol>
          {list.hasNextPage && <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button>}
          <NextPage list={list} />
        </section>
      </div>
    </Drawer>
  );
}
