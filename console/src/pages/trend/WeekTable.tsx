import type { Trend } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { CellDoor } from '@/parts/question/CellDoor';
import { heat, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import type { Line } from './lines';
import './WeekTable.css';

/** The 168 hours of a week, darker where more happens; each a door. */
export function WeekTable({ data, line, days, label, compact }: { data: Trend; line: Line; days: readonly string[]; label: string; compact?: boolean }) {
  const f = useFormat();
  const { tokens } = useTheme();
  const most = Math.max(1, ...line.values.map((v) => v ?? 0));
  const at = new Map(data.periods.map((p, i) => [`${p.weekday ?? 0}-${p.hour ?? 0}`, i]));
  return (
    <div className="week-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className={compact ? 'week week-compact' : 'week'} aria-label={label}>
        <thead><tr><td aria-hidden="true" />{Array.from({ length: 24 }, (_, h) => <th key={h} scope="col">{h}</th>)}</tr></thead>
        <tbody>
          {days.map((day, d) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              {Array.from({ length: 24 }, (_, h) => {
                const i = at.get(`${d}-${h}`) ?? -1, v = line.values[i] ?? null;
                const ground = v ? heat((v / most) * 0.999, tokens) : tokens.surface;
                return <td key={h} style={{ background: ground, color: inkOn(ground) }} title={`${day} ${h}:00 ${f.figure(v, line.money)}`}><CellDoor block cell={!line.cell ? null : { ...line.cell, period: i + 1 }} n={v ?? 0} title={`${line.name} · ${day} ${h}:00`}>{v === null ? '–' : f.short(v)}</CellDoor></td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
