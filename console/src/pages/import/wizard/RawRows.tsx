import type { Inspection } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './RawRows.css';

/** The first rows as they stand in the file. Not the shared table: its columns are the file's, as many and as wide as they come. */
export function RawRows({ look }: { look: Inspection }) {
  const t = useStrings(strings);
  const titles = look.header && look.format === 'csv' ? look.rows[0] ?? [] : look.columns.map((c) => c.name);
  const rows = look.header && look.format === 'csv' ? look.rows.slice(1) : look.rows;
  const cells = Math.max(titles.length, ...rows.map((r) => r.length));
  const label = t('raw', { n: rows.length });
  const line = look.format === 'ndjson';
  return (
    <div className="rawrows" tabIndex={0} role="region" aria-label={label}>
      <table aria-label={label}>
        {!line && <thead><tr><th scope="col">{t('rawNumber')}</th>{Array.from({ length: cells }, (_, i) => <th key={i} scope="col" title={titles[i]}>{titles[i] ?? ''}</th>)}</tr></thead>}
        <tbody>{rows.map((r, i) => <tr key={i}><th scope="row" className="num">{i + 1}</th>{Array.from({ length: line ? r.length : cells }, (_, k) => <td key={k} title={r[k]}>{r[k] ?? ''}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
