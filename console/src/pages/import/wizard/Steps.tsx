import { CheckOutlined } from '@/theme/icons';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './Steps.css';

export const steps = ['upload', 'map', 'check', 'impact', 'run'] as const;
export type Step = (typeof steps)[number];

/** Where one is; steps that are behind can be gone back to. */
export function Steps({ at, onGo }: { at: Step; onGo: ((s: Step) => void) | undefined }) {
  const t = useStrings(strings);
  const here = steps.indexOf(at);
  return (
    <nav aria-label={t('steps')} className="steps">
      <ol>
        {steps.map((s, i) => {
          const body = <><span className="steps-dot num" aria-hidden="true">{i < here ? <CheckOutlined /> : i + 1}</span><span className="steps-name">{t(s)}</span></>;
          const open = onGo && i > 0 && i < here;
          return (
            <li key={s} className={i < here ? 'steps-past' : i === here ? 'steps-here' : ''} aria-current={i === here ? 'step' : undefined}>
              {open ? <button type="button" onClick={() => onGo(s)}>{body}</button> : <span>{body}</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
