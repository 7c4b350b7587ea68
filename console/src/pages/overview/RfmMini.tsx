import type { GridCell } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { heat, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import { strings } from './strings';
import './RfmMini.css';

/** R down, F across; the value stands in each cell, so colour is never alone. */
export function RfmMini({ cells, asOf }: { cells: readonly GridCell[]; asOf: string }) {
  const t = useStrings(strings), f = useFormat();
  const { tokens } = useTheme();
  const at = new Map(cells.map((c) => [`${c.r}-${c.f}`, c]));
  const high = { r: Math.max(1, ...cells.map((c) => c.r)), f: Math.max(1, ...cells.map((c) => c.f)) };
  const most = Math.max(1, ...cells.map((c) => c.people));
  const rows = Array.from({ length: high.r }, (_, i) => high.r - i), columns = Array.from({ length: high.f }, (_, i) => i + 1);
  return (
    <table className="rfmmini" aria-label={t('rfmGrid')}>
      <thead><tr><td aria-hidden="true" />{columns.map((x) => <th key={x} scope="col">F{x}</th>)}</tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r}>
            <th scope="row">R{r}</th>
            {columns.map((x) => {
              const c = at.get(`${r}-${x}`), n = c?.people ?? 0;
              const ground = n ? heat(Math.sqrt(n / most) * 0.999, tokens) : tokens.surface;
              return (
                <td key={x} style={{ background: ground, color: inkOn(ground) }}>
                  {c && n > 0 ? <Door block expression={c.expression} title={t('cell', { r, f: x, n })} asOf={asOf}>{f.short(n)}</Door> : <span className="rfmmini-none">0</span>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
