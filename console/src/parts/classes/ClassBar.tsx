import { Tooltip } from 'antd';
import type { ClassBarData } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { Delta } from '@/parts/text/Delta';
import { classColours, inkOn } from '@/theme/palette';
import { useTheme } from '@/theme/ThemeProvider';
import { strings } from './strings';
import './ClassBar.css';

export interface ClassBarProps {
  data: ClassBarData;
  /** 'ramp' for ordered classes (the default), 'categorical' for up to six unordered ones. */
  palette?: 'ramp' | 'categorical';
  /** Colours of its own, one per class, where the page has given them already. */
  colours?: readonly string[];
  /** The list beneath with people, share and change. Default true. */
  legend?: boolean;
  revenue?: boolean;
  asOf?: string;
}

const relative = (now: number, before: number | null): number | null => (before === null || before === 0 ? null : (now - before) / before);

/** A classification's make-up as one bar; each piece and each number leads to its people. */
export function ClassBar({ data, palette = 'ramp', colours: own, legend = true, revenue, asOf }: ClassBarProps) {
  const f = useFormat(), pick = usePick(), t = useStrings(strings);
  const { tokens } = useTheme();
  const colours = own ?? classColours(data.classes.length, palette, tokens);
  const title = pick(data.title);
  return (
    <div className="classbar">
      <div className="classbar-bar" role="group" aria-label={t('bar', { title })}>
        {data.classes.map((c, i) => c.people > 0 && (
          <Tooltip key={c.name} title={`${pick(c.title)} · ${f.count(c.people)} · ${f.rate(c.share)}`}>
            <span className="classbar-piece" style={{ flexGrow: Math.max(c.share ?? 0, 0.004), background: colours[i], color: inkOn(colours[i] as string) }}>
              <Door block expression={c.expression} title={`${title}: ${pick(c.title)}`} asOf={asOf}><span className="classbar-label">{(c.share ?? 0) >= 0.09 ? pick(c.title) : ''}<span className="visually-hidden"> {f.count(c.people)}</span></span></Door>
            </span>
          </Tooltip>
        ))}
      </div>
      {legend && (
        <table className="classbar-legend">
          <thead className="visually-hidden"><tr><th>{t('class')}</th><th>{t('people')}</th><th>{t('share')}</th>{revenue && <th>{t('revenue')}</th>}<th>{t('change')}</th></tr></thead>
          <tbody>
            {data.classes.map((c, i) => (
              <tr key={c.name}>
                <th scope="row"><span className="classbar-key" style={{ background: colours[i] }} aria-hidden="true" />{pick(c.title)}</th>
                <td className="num"><Door expression={c.expression} title={`${title}: ${pick(c.title)}`} asOf={asOf}>{f.short(c.people)}</Door></td>
                <td className="num">{f.rate(c.share)}</td>
                {revenue && <td className="num">{f.moneyShort(c.revenue)}</td>}
                <td><Delta change={relative(c.people, c.previous)} better="none" /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
