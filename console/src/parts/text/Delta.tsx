import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './Delta.css';

export interface DeltaProps {
  /** Relative change, or the absolute difference of rates with `points`. null = nothing to compare with. */
  change: number | null | undefined;
  points?: boolean;
  /** Which direction is good; decides the colour. The arrow and the sign say the direction without it. */
  better?: 'up' | 'down' | 'none';
}

export function Delta({ change, points, better = 'up' }: DeltaProps) {
  const { direction, text } = useFormat().delta(change, points);
  const t = useStrings(strings);
  const known = change !== null && change !== undefined && Number.isFinite(change);
  const tone = direction === 'flat' || better === 'none' ? 'flat' : direction === better ? 'good' : 'bad';
  return (
    <span className={`delta delta-${tone} num`} title={known ? undefined : t('noBase')}>
      {known && <span aria-hidden="true">{direction === 'up' ? '▲' : direction === 'down' ? '▼' : '–'} </span>}
      <span className="visually-hidden">{known ? t(direction) : t('noBase')} </span>
      {text}
    </span>
  );
}
