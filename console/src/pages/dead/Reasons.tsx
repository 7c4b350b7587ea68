import { Button } from 'antd';
import type { DeadReason } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

/** What goes wrong, most frequent first; one of them narrows the list below. */
export function Reasons({ list, chosen, onChoose }: { list: readonly DeadReason[]; chosen: string; onChoose: (code: string) => void }) {
  const t = useStrings(strings), f = useFormat();
  return (
    <Card flush title={t('reasons')} extra={chosen && <Button type="link" size="small" onClick={() => onChoose('')}>{t('allReasons')}</Button>}>
      <Table rows={list} rowKey={(r) => r.code} label={t('reasons')} onOpen={(r) => onChoose(r.code === chosen ? '' : r.code)} rowClass={(r) => (r.code === chosen ? 'dead-on' : undefined)} columns={[
        { id: 'reason', title: t('reason'), cell: (r) => <span className="dead-reason">{r.newest.problem.detail}<code>{r.code}</code></span> },
        { id: 'letters', title: t('nLetters'), align: 'right', sort: (r) => r.letters, cell: (r) => f.count(r.letters) },
        { id: 'events', title: t('nEvents'), align: 'right', wide: true, sort: (r) => r.events, cell: (r) => f.count(r.events) },
        { id: 'keys', title: t('nKeys'), align: 'right', wide: true, sort: (r) => r.keys, cell: (r) => f.count(r.keys) },
        { id: 'newest', title: t('newest'), align: 'right', sort: (r) => r.newest.received_at, cell: (r) => <Time v={r.newest.received_at} as="relative" /> },
      ]} />
    </Card>
  );
}
