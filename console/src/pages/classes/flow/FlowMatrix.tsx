import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { heat, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import { ClassName } from '../ClassName';
import { strings } from '../strings';
import type { FlowPictureProps } from './FlowPicture';

/** Rows: the class at the start; columns: at the end.  Who stayed is framed; the colour is the share of the row. */
export function FlowMatrix({ moves, model, mover, asOf }: FlowPictureProps) {
  const t = useStrings(strings), f = useFormat();
  const { tokens } = useTheme();
  const rows = [...model.order, 'none', 'absent'].filter((n) => moves.some((m) => m.from === n));
  const columns = [...model.order, 'none'].filter((n) => moves.some((m) => m.to === n));
  return (
    <div className="matrix-scroll" tabIndex={0} role="region" aria-label={t('matrixLabel')}>
      <table className="matrix">
        <thead><tr><th scope="col">{t('from')} ↓ · {t('to')} →</th>{columns.map((x) => <th key={x} scope="col">{model.nameOf(x)}</th>)}</tr></thead>
        <tbody>
          {rows.map((from) => {
            const row = moves.filter((m) => m.from === from), whole = row.reduce((n, m) => n + m.people, 0);
            return (
              <tr key={from}>
                <th scope="row" title={model.nameOf(from)}><ClassName name={from} model={model} /></th>
                {columns.map((to) => {
                  const m = row.find((x) => x.to === to);
                  if (!m) return <td key={to}><span className="muted">·</span></td>;
                  const share = m.share ?? m.people / whole, ground = heat(Math.sqrt(share) * 0.999, tokens);
                  return <td key={to} className={from === to ? 'num matrix-stay' : 'num'} style={{ background: ground, color: inkOn(ground) }} title={f.rate(share)}><Door block {...mover.move(from, to)} asOf={asOf}>{f.count(m.people)}</Door></td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
