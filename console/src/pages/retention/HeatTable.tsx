import type { Retention, RetentionCell, RetentionGroup } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { CellDoor } from '@/parts/question/CellDoor';
import { groupCell } from '@/parts/question/groups';
import { heat, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import { strings } from './strings';
import { behind, cohortsOf, most, valueOf, whatOf, type Show } from './values';
import './HeatTable.css';

export interface HeatTableProps { data: Retention; group: RetentionGroup; show: Show; columnName: (i: number) => string; /** What a return is worth is money. */ money: boolean; of: string; label: string; compact?: boolean }

/** The triangle: one row for each period of starting, one column for each period since; every value is a door. */
export function HeatTable({ data, group, show, columnName, money, of, label, compact }: HeatTableProps) {
  const t = useStrings(strings), f = useFormat();
  const { tokens } = useTheme();
  const cohorts = cohortsOf(data, group), top = most(cohorts, show) || 1;
  const text = (c: RetentionCell): string => { const v = valueOf(c, show); return v === null ? '–' : show === 'rate' ? f.rate(v) : show === 'per_person' ? f.figure(v, money) : f.short(v); };
  const title = (words: string) => (of ? `${of} · ${words}` : words);
  const cell = (c: RetentionCell, i: number, cohort: string | null) => {
    const v = valueOf(c, show) ?? 0;
    const ground = behind(c, show) > 0 || v > 0 ? heat(Math.min(1, v / top) * 0.999, tokens) : tokens.surface;
    const name = cohort ?? t('allCohorts');
    return (
      <td key={i} className={c.incomplete ? 'heat-open' : undefined} style={{ background: ground, color: inkOn(ground) }} title={`${f.count(c.people)} / ${f.count(c.of)} · ${f.rate(c.rate)}`}>
        <CellDoor block cell={{ column: i, what: whatOf(show), ...(cohort === null ? {} : { cohort }), ...groupCell(group) }} n={behind(c, show)} title={title(t(show === 'lost' ? 'lostTitle' : 'cellTitle', { cohort: name, column: columnName(i) }))}>{text(c)}</CellDoor>
      </td>
    );
  };
  return (
    <div className="heat-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className={compact ? 'heat heat-compact' : 'heat'} aria-label={label}>
        <thead><tr><th scope="col" className="heat-cohort">{t('cohort')}</th><th scope="col" className="heat-size">{t('size')}</th>{data.columns.map((_, i) => <th key={i} scope="col">{columnName(i)}</th>)}</tr></thead>
        <tbody>
          <tr className="heat-average"><th scope="row" className="heat-cohort" title={t('averageHelp')}>{t('average')}</th><td className="heat-size num"><CellDoor cell={{ what: 'members', ...groupCell(group) }} n={group.size} title={title(t('membersTitle', { cohort: t('allCohorts') }))}>{f.count(group.size)}</CellDoor></td>{group.cells.map((c, i) => cell(c, i, null))}</tr>
          {cohorts.map((c) => (
            <tr key={c.from}>
              <th scope="row" className="heat-cohort num">{c.from}{c.incomplete && <em>*</em>}</th>
              <td className="heat-size num"><CellDoor cell={{ cohort: c.from, what: 'members', ...groupCell(group) }} n={c.size} title={title(t('membersTitle', { cohort: c.from }))}>{f.count(c.size)}</CellDoor></td>
              {c.cells.map((x, i) => cell(x, i, c.from))}
              {data.columns.slice(c.cells.length).map((_, i) => <td key={`none${i}`} className="heat-none" aria-hidden="true" />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
