import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { Table } from '@/parts/table/Table';
import { ClassName } from '../ClassName';
import { strings } from '../strings';
import type { FlowPictureProps } from './FlowPicture';

/** Every move as a row. */
export function MoveTable({ moves, model, mover, asOf }: FlowPictureProps) {
  const t = useStrings(strings), f = useFormat();
  const words = { stayed: t('stayed'), up: t('up'), down: t('down'), lost: t('lost'), entered: t('enteredShort') };
  return (
    <Table dense keys rows={moves} rowKey={(m) => `${m.from}→${m.to}`} label={t('viewTable')} maxHeight={480} initialSort={{ id: 'people', descending: true }} columns={[
      { id: 'from', title: t('from'), sort: (m) => model.nameOf(m.from), cell: (m) => <ClassName name={m.from} model={model} /> },
      { id: 'to', title: t('to'), sort: (m) => model.nameOf(m.to), cell: (m) => <ClassName name={m.to} model={model} /> },
      { id: 'direction', title: t('direction'), wide: true, sort: (m) => words[m.direction], cell: (m) => words[m.direction] },
      { id: 'people', title: t('people'), align: 'right', sort: (m) => m.people, cell: (m) => <Door {...mover.move(m.from, m.to)} asOf={asOf}>{f.count(m.people)}</Door> },
      { id: 'share', title: t('ofFrom'), align: 'right', sort: (m) => m.share, cell: (m) => (m.share === null ? '–' : <span className="flow-share"><i style={{ width: `${m.share * 100}%` }} /><span className="num">{f.rate(m.share)}</span></span>) },
    ]} />
  );
}
