import type { Classification, ClassificationValues } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { cuts, isWhole, ranges, rangeText } from '../logic/scores';
import { strings } from '../strings';
import { Histogram } from './Histogram';
import './Thresholds.css';

/** What the scores mean right now: ranges by level, reference values, and the spread each measure is cut from. */
export function Thresholds({ c, v }: { c: Classification; v: ClassificationValues }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const measure = (name: string) => c.measures.find((m) => m.name === name);
  const scores = c.scores.flatMap((s) => {
    const at = v.thresholds.find((x) => x.score === s.name)?.at;
    return at && at.length > 0 && at.length <= 10 ? [{ s, levels: ranges(s, at), whole: isWhole(measure(s.of)?.expression ?? '') }] : [];
  });
  const most = Math.max(0, ...scores.map((x) => x.levels.length));
  if (scores.length === 0 && v.references.length === 0 && v.histogram.length === 0) return null;
  return (
    <>
      {(scores.length > 0 || v.references.length > 0) && (
        <Card title={t('thresholds')} help={t('thresholdsHelp')} extra={t('population', { n: v.population })}>
          {scores.length > 0 && (
            <div className="thresholds-scroll" tabIndex={0} role="region" aria-label={t('thresholds')}>
              <table className="thresholds">
                <thead><tr><th scope="col">{t('score')}</th>{Array.from({ length: most }, (_, i) => <th key={i} scope="col">{most - i}</th>)}</tr></thead>
                <tbody>
                  {scores.map(({ s, levels, whole }) => (
                    <tr key={s.name}>
                      <th scope="row"><b>{s.name}</b><span title={pick(measure(s.of)?.sentence)}>{pick(measure(s.of)?.sentence)}</span></th>
                      {Array.from({ length: most - levels.length }, (_, i) => <td key={`x${i}`} />)}
                      {levels.map((r) => <td key={r.score} className="num">{r.empty || rangeText(r, whole, f.real) === '–' ? <span className="muted">{t('tie')}</span> : rangeText(r, whole, (x) => f.real(x))}</td>)}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {v.references.length > 0 && (
            <dl className="thresholds-refs">
              {v.references.map((r) => {
                const def = c.references.find((x) => x.name === r.name);
                return <div key={r.name}><dt><code>{r.name}</code> {pick(measure(def?.of ?? '')?.sentence)}</dt><dd className="num">{f.real(r.value)}</dd></div>;
              })}
            </dl>
          )}
        </Card>
      )}
      {v.histogram.length > 0 && (
        <div className="thresholds-spread">
          {v.histogram.map((h) => {
            const lines = [...new Set([...cuts(h.measure, v.thresholds.filter((x) => x.at.length <= 10)), ...v.references.filter((r) => c.references.find((x) => x.name === r.name)?.of === h.measure).flatMap((r) => r.value ?? [])])];
            return <Card key={h.measure} title={t('spread', { measure: h.measure.toUpperCase() })} help={pick(h.title)}><Histogram h={h} lines={lines} asOf={v.as_of} /></Card>;
          })}
        </div>
      )}
    </>
  );
}
