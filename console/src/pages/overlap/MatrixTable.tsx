import type { Overlap } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { CellDoor } from '@/parts/question/CellDoor';
import { heat, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import { strings } from './strings';
import './MatrixTable.css';

export const shows = ['share', 'people', 'lift'] as const;
export type Show = (typeof shows)[number];

/** A row for each set, a column for each; darker is more of the row. A number opens the people in both. */
export function MatrixTable({ data, names, show }: { data: Overlap; names: readonly string[]; show: Show }) {
  const t = useStrings(strings), f = useFormat();
  const { tokens } = useTheme();
  const lift = (v: number | null) => (v === null ? '–' : `${f.real(v)}×`);
  return (
    <div className="overlap-wrap" tabIndex={0} role="region" aria-label={t('matrix')}>
      <table className="overlap-matrix" aria-label={t('matrix')}>
        <thead><tr><th scope="col" className="overlap-name">{t('everyone', { n: f.count(data.everyone) })}</th><th scope="col">{t('size')}</th><th scope="col">{t('ofAll')}</th>{names.map((name, j) => <th key={j} scope="col" title={name}>{name}</th>)}</tr></thead>
        <tbody>
          {data.sets.map((s, i) => (
            <tr key={i}>
              <th scope="row" className="overlap-name" title={s.expression}>{names[i]}</th>
              <td><CellDoor cell={{ in: [i + 1] }} n={s.people} title={names[i] ?? ''}>{f.count(s.people)}</CellDoor></td>
              <td>{f.rate(s.share)}</td>
              {(data.matrix[i] ?? []).map((p, j) => {
                if (i === j) return <td key={j} className="overlap-same" aria-hidden="true" />;
                const ground = p.people > 0 ? heat(Math.min(1, p.share) * 0.999, tokens) : tokens.surface;
                const both = t('both', { a: names[i] ?? '', b: names[j] ?? '' });
                return (
                  <td key={j} style={{ background: ground, color: inkOn(ground) }} title={`${both}\n${t('cellHelp', { n: f.count(p.people), share: f.rate(p.share), lift: lift(p.lift) })}`}>
                    <CellDoor block cell={{ in: [i + 1, j + 1] }} n={p.people} title={both}>{show === 'share' ? f.rate(p.share) : show === 'people' ? f.count(p.people) : lift(p.lift)}</CellDoor>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
