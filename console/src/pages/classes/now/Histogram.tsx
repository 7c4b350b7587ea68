import type { ClassificationValues } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Figure } from '@/parts/chart/Figure';
import { Door } from '@/parts/people/Door';
import { placeIn } from '../logic/scores';
import { strings } from '../strings';
import './Histogram.css';

/** Bars that are doors, with the cuts of the score between them. */
export function Histogram({ h, lines, asOf }: { h: ClassificationValues['histogram'][number]; lines: readonly string[]; asOf: string }) {
  const t = useStrings(strings), f = useFormat();
  const most = Math.max(1, ...h.bins.map((b) => b.people)), n = h.bins.length;
  const range = (b: (typeof h.bins)[number]) => (b.to === null ? t('andMore', { from: f.real(b.from) }) : `${f.real(b.from)} – ${f.real(b.to)}`);
  const label = t('spreadLabel', { measure: h.measure });
  const places = lines.map((x) => ({ x, at: placeIn(h.bins, x) / n }));
  const every = Math.max(1, Math.ceil(n / 5));
  return (
    <Figure label={label} height={190} table={{ columns: [{ title: t('range') }, { title: t('people'), align: 'right' }], rows: h.bins.map((b) => [range(b), f.count(b.people)]) }}>
      <div className="histogram">
        <div className="histogram-bars">
          {h.bins.map((b) => (
            <div key={b.from} className="histogram-bin">
              <Door block expression={b.people > 0 ? b.expression : null} title={`${h.measure} ${range(b)}`} asOf={asOf}>
                <span className="histogram-bar" style={{ height: `${(b.people / most) * 100}%` }} title={`${range(b)}: ${f.count(b.people)}`} /><span className="visually-hidden">{range(b)}: {f.count(b.people)}</span>
              </Door>
            </div>
          ))}
          {places.map(({ x, at }, i) => <span key={x} className="histogram-cut" style={{ left: `${at * 100}%` }}>{places.slice(i + 1).every((p) => p.at - at > 0.11) && <i className="num">{f.short(Math.round(Number(x) * 10) / 10)}</i>}</span>)}
        </div>
        <div className="histogram-axis num" aria-hidden="true">{h.bins.map((b, i) => <span key={b.from}>{i % every === 0 ? f.short(b.from) : ''}</span>)}</div>
      </div>
    </Figure>
  );
}
