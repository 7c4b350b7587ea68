import { GiftOutlined, PlusOutlined } from '@/theme/icons';
import { Alert, App, Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import type { MallItem, MallPool } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import { ImportDialog } from './ImportDialog';
import { strings } from './strings';

const asks = ['listMallPools', 'getMallPool', 'listMallItems', 'getMallItem'] as const;
const counts = ['free', 'held', 'given', 'spent', 'withdrawn'] as const;

/** What is left is taken out, of a pool or of one import. */
function Withdraw({ pool, load, onClose }: { pool: string; load: number; onClose: () => void }) {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const send = useSend('withdrawMallCodes', [...asks]);
  const go = () => send.mutate({ slug: pool, ...(load ? { import: load } : {}) } as never, { onSuccess: (d) => { void message.success(t('withdrawn', { n: d.codes })); onClose(); } });
  return <ConfirmReach open danger title={load ? t('withdrawOf', { n: load }) : t('withdrawTitle', { pool })} confirm={t('withdraw')} consequences={[t('withdrawHelp')]} busy={send.isPending} error={send.error} onConfirm={go} onCancel={onClose} />;
}

function One({ slug, reason, onImport }: { slug: string; reason: string | null; onImport: () => void }) {
  const t = useStrings(strings);
  const [out, setOut] = useState<number | null>(null);
  const q = useApi('getMallPool', { slug }, { keep: false });
  return (
    <Await query={q} shape="text">{(d) => (
      <div className="mal-file">
        <dl>{counts.map((k) => <div key={k} style={{ display: 'contents' }}><dt>{t(`c_${k}`)}</dt><dd><Num v={d.pool[k]} full /></dd></div>)}</dl>
        <div className="mal-acts" role="group" aria-label={t('acts')}>
          <ActionButton type="primary" reason={reason} onClick={onImport}>{t('importCodes')}</ActionButton>
          {d.pool.free > 0 && <ActionButton danger reason={reason} onClick={() => setOut(0)}>{t('withdraw')}</ActionButton>}
        </div>
        <div><h3>{t('imports')}</h3>{d.imports.length === 0 ? <p className="muted">{t('noImports')}</p> : <ol className="mal-steps">{d.imports.map((x) => (
          <li key={x.import}>{t('importN', { n: x.import })} · {t('added')} <Num v={x.added} full />{x.lines > x.added && <> · {t('refusedLines')} <Num v={x.lines - x.added} full /></>}
            <span className="mal-note"><Time v={x.at} /> · {x.actor_name ?? x.actor}</span>
            {d.pool.free > 0 && <ActionButton type="link" size="small" className="mal-link" reason={reason} onClick={() => setOut(x.import)}>{t('withdraw')}</ActionButton>}
          </li>))}</ol>}</div>
        {out !== null && <Withdraw pool={slug} load={out} onClose={() => setOut(null)} />}
      </div>
    )}</Await>
  );
}

/** Pools of codes that items hand out: what is left of each, its imports. */
export function Pools({ items, reason }: { items: MallItem[]; reason: string | null }) {
  const t = useStrings(strings), pick = usePick();
  const [s, set] = useUrlState({ pool: p.text('') });
  const [filling, fill] = useState<string | null>(null);
  const q = useApi('listMallPools', {});
  const name = (slug: string) => { const x = items.find((i) => i.slug === slug); return (x && pick(x.title)) || slug; };
  const add = <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => fill('')}>{t('importCodes')}</ActionButton>;
  return (
    <div className="mal-stack">
      <Await query={q} shape="table">{(d) => d.items.length === 0 ? <EmptyState kind="nothing" icon={<GiftOutlined />} title={t('noPools')} help={t('noPoolsHelp')} action={add} /> : <>
        {d.items.filter((x) => x.few).map((x) => <Alert key={x.slug} type="warning" showIcon title={t('fewIn', { n: x.free, pool: x.slug })} action={<ActionButton size="small" reason={reason} onClick={() => fill(x.slug)}>{t('importCodes')}</ActionButton>} />)}
        <div>{add}</div>
        <Card flush><Table<MallPool> keys rows={d.items} rowKey={(r) => r.slug} label={t('pool')} onOpen={(r) => set({ pool: r.slug }, { push: true })} columns={[
          { id: 'pool', title: t('pool'), cell: (r) => <ActionButton type="link" size="small" className="mal-link" reason={null} onClick={() => set({ pool: r.slug }, { push: true })}>{r.slug}</ActionButton> },
          ...counts.map((k) => ({ id: k, title: t(`c_${k}`), align: 'right' as const, ...(k === 'free' || k === 'given' ? {} : { wide: true }), cell: (r: MallPool) => <Num v={r[k]} full /> })),
          { id: 'items', title: t('usedBy'), wide: true, cell: (r) => r.items.map((x, i) => <span key={x}>{i > 0 && t('comma')}<Link href={`/mall/${encodeURIComponent(x)}`}>{name(x)}</Link></span>) },
        ]} /></Card>
      </>}</Await>
      <Drawer open={s.pool !== ''} title={s.pool} size={460} onClose={() => set({ pool: '' })}>{s.pool && <One key={s.pool} slug={s.pool} reason={reason} onImport={() => fill(s.pool)} />}</Drawer>
      {filling !== null && <ImportDialog pool={filling} pools={q.data?.items.map((x) => x.slug) ?? []} onClose={() => fill(null)} />}
    </div>
  );
}
