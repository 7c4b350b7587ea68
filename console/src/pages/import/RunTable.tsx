import { Tag } from 'antd';
import type { ImportRun, ImportStatus } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import './RunTable.css';

const colour: Record<ImportStatus, string> = { running: 'processing', done: 'success', stopped: 'warning', failed: 'error' };
const word = { running: 'running', done: 'done', stopped: 'stopped', failed: 'failedRun' } as const;

export function RunStatus({ status }: { status: ImportStatus }) {
  const t = useStrings(strings);
  return <Tag color={colour[status]} variant="filled" className="run-status">{t(word[status])}</Tag>;
}

export interface RunTableProps { rows: readonly ImportRun[]; onOpen: (r: ImportRun) => void; onMore?: (() => void) | undefined; moreBusy?: boolean }

export function RunTable({ rows, onOpen, onMore, moreBusy }: RunTableProps) {
  const t = useStrings(strings), f = useFormat();
  const num = (id: 'read' | 'imported' | 'duplicate' | 'rejected', wide = false) => ({
    id, title: t(id), align: 'right' as const, wide,
    cell: (r: ImportRun) => <span className={r.counts[id] === 0 ? 'run-zero' : id === 'rejected' ? 'run-rejected' : ''}>{f.count(r.counts[id])}</span>,
  });
  return (
    <Table<ImportRun> rows={rows} rowKey={(r) => r.id} label={t('history')} keys onOpen={onOpen} onMore={onMore} moreBusy={moreBusy ?? false}
      columns={[
        { id: 'file', title: t('file'), cell: (r) => <div className="run-file"><button type="button" className="run-open" title={r.file} onClick={() => onOpen(r)}>{r.file}</button><span className="run-source" title={r.source}>{r.status !== 'done' && <span className="run-phone"><RunStatus status={r.status} /> </span>}{t('sourceIs', { source: r.source })}</span></div> },
        { id: 'status', title: t('status'), width: 96, wide: true, cell: (r) => <RunStatus status={r.status} /> },
        { id: 'when', title: t('started'), wide: true, cell: (r) => <Time v={r.started_at} /> },
        num('read', true), num('imported'), num('duplicate', true), num('rejected'),
      ]} />
  );
}
