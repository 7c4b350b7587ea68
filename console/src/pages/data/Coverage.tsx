import { useFormat } from '@/i18n/useFormat';
import './Coverage.css';

/** How much of all has it: a bar behind the figure. */
export function Coverage({ share }: { share: number }) {
  const f = useFormat();
  return <span className="coverage"><span className="coverage-bar" style={{ width: `${Math.min(1, share) * 100}%` }} aria-hidden="true" /><span className="num">{f.rate(share)}</span></span>;
}
