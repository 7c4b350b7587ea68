import { Button, Select } from 'antd';
import { useApi } from '@/api/hooks';
import type { SegmentFull, SegmentVersion } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import { DiffView } from './DiffView';
import './VersionsTab.css';

/** What the segment was: versions, two of them compared, one of them taken back as a draft. */
export function VersionsTab({ saved, onRestore }: { saved: SegmentFull; onRestore: (v: SegmentVersion) => void }) {
  const t = useStrings(strings);
  const q = useApi('segmentVersions', { slug: saved.slug });
  const [{ a, b }, set] = useUrlState({ a: p.int(0), b: p.int(0) });
  const to = b || saved.version, from = a || Math.max(1, to - 1);
  const diff = useApi('diffSegment', { slug: saved.slug, a: from, b: to }, { enabled: saved.version > 1, live: false });
  return (
    <Await query={q} shape="table">
      {(d) => (
        <div className="versions">
          <Card flush title={t('versions')}>
            <Table rows={d.items} rowKey={(v) => String(v.version)} label={t('versions')} rowClass={(v) => (v.version === from || v.version === to ? 'versions-on' : undefined)} columns={[
              { id: 'version', title: t('vNumber'), width: 96, className: 'versions-line', cell: (v) => <>{v.version}{v.version === saved.version && <span className="versions-now"> {t('vCurrent')}</span>}</> },
              { id: 'at', title: t('vAt'), className: 'versions-line', cell: (v) => <Time v={v.at} as="relative" /> },
              { id: 'author', title: t('author'), className: 'versions-who', cell: (v) => <span title={v.author}>{v.author || '–'}</span> },
              { id: 'rule', title: t('vRule'), wide: true, className: 'versions-rule', cell: (v) => <code title={v.expression}>{v.expression}</code> },
              { id: 'restore', title: '', align: 'right', cell: (v) => (v.version === saved.version ? '' : <Button size="small" onClick={() => onRestore(v)}>{t('restoreDraft')}</Button>) },
            ]} />
          </Card>
          {d.items.length < 2 ? <p className="versions-one">{t('oneVersion')}</p> : (
            <Card title={t('diff', { a: from, b: to })} extra={
              <span className="versions-pick">
                <Select size="small" aria-label={t('compareA')} value={from} onChange={(v) => set({ a: v, b: to })} options={d.items.map((v) => ({ value: v.version, label: String(v.version) }))} />→
                <Select size="small" aria-label={t('compareB')} value={to} onChange={(v) => set({ a: from, b: v })} options={d.items.map((v) => ({ value: v.version, label: String(v.version) }))} />
              </span>}>
              <Await query={diff} shape="text">
                {(x) => <DiffView diff={x} before={d.items.find((v) => v.version === from)?.expression} after={d.items.find((v) => v.version === to)?.expression} />}
              </Await>
            </Card>
          )}
        </div>
      )}
    </Await>
  );
}
