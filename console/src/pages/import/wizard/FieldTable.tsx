import { WarningOutlined } from '@/theme/icons';
import { Select, Tag } from 'antd';
import { memo } from 'react';
import type { FileColumn } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { FieldOptions } from './FieldOptions';
import { rolesFor, setUse, useFor, usesOf, type Doc, type Role, type Use } from './mapping';
import { strings } from './strings';
import { lookName, roleName } from './words';
import './FieldTable.css';

/* Fewer values than this share fit the type: it is worth saying. */
const DOUBTFUL = 0.995;

interface RowProps { column: FileColumn; doc: Doc; columns: readonly string[]; onChange: (change: (d: Doc) => Doc) => void }

const Row = memo(function Row({ column, doc, columns, onChange }: RowProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const use = useFor(doc, columns, column.name), others = usesOf(doc, columns, column.name).slice(1);
  const set = (u: Use) => onChange((d) => setUse(d, columns, column.name, u));
  const choose = (role: Role) => set({ role, ...((role === 'property' || role === 'attribute') && use.name !== undefined && !use.automatic ? { name: use.name } : {}), ...((role === 'property' || role === 'attribute') && use.type && use.role !== 'person' ? { type: use.type } : {}) });
  const note = pick(column.looks.note);
  return (
    <tr className={use.role === 'none' ? 'fields-off' : undefined}>
      <th scope="row">
        <span className="fields-name" title={column.name}>{column.name}</span>
        <span className="fields-look">{lookName(t, column.looks.type)}{column.looks.format && ` · ${column.looks.format}`}{column.looks.confidence < DOUBTFUL && column.samples.length > 0 && ` · ${t('fits', { share: f.rate(column.looks.confidence) })}`}</span>
      </th>
      <td className="fields-samples">
        <span title={column.samples.join('\n')}>{column.samples.slice(0, 4).map((s, i) => <code key={i}>{s}</code>)}</span>
        {note && <p className="fields-note"><WarningOutlined aria-hidden="true" /> {note}</p>}
      </td>
      <td className="fields-use">
        <div className="fields-controls">
          <Select className={`fields-role fields-${use.role}`} value={use.role} aria-label={t('fieldOf', { column: column.name })} popupMatchSelectWidth={false} onChange={choose}
            options={rolesFor(doc).map((r) => ({ value: r, label: roleName(t, r, doc) }))} />
          {use.automatic ? <Tag variant="filled">{t('automaticUse')}</Tag> : <FieldOptions use={use} column={column.name} onChange={set} />}
        </div>
        {others.length > 0 && <span className="fields-also">{others.map((u) => t('alsoUse', { role: `${roleName(t, u.role, doc)}${u.name ? ` ${u.name}` : ''}` })).join(' · ')}</span>}
      </td>
    </tr>
  );
});

/** Every column of the file and what it becomes. */
export function FieldTable({ columns, doc, onChange }: { columns: readonly FileColumn[]; doc: Doc; onChange: (change: (d: Doc) => Doc) => void }) {
  const t = useStrings(strings);
  const names = columns.map((c) => c.name);
  return (
    <table className="fields" aria-label={t('fieldsTitle')}>
      <thead><tr><th scope="col">{t('column')}</th><th scope="col">{t('samples')}</th><th scope="col">{t('field')}</th></tr></thead>
      <tbody>{columns.map((c, i) => <Row key={`${i} ${c.name}`} column={c} doc={doc} columns={names} onChange={onChange} />)}</tbody>
    </table>
  );
}
