import { useFormat } from '@/i18n/useFormat';

/** 0.234 → 23.4% */
export function Rate({ v }: { v: number | string | null | undefined }) {
  return <span className="num">{useFormat().rate(v)}</span>;
}
