import { useMemo } from 'react';
import { useContext } from 'react';
import type { Cell, CellType } from '@/api/types';
import { SessionContext } from '@/hooks/workspace';
import * as f from './format';
import { useLang } from './lang';

type N = number | string | null | undefined;
type S = string | null | undefined;

/** The formatters of format.ts with language, zone and currency of the workspace filled in. */
export function useFormat() {
  const { lang } = useLang();
  const w = useContext(SessionContext)?.workspace;
  const zone = w?.zone ?? 'UTC', currency = w?.currency ?? 'CNY';
  return useMemo(() => ({
    lang, zone, currency,
    count: (v: N) => f.count(v, lang), short: (v: N) => f.short(v, lang), decimal: (v: N) => f.decimal(v, lang), real: (v: N) => f.real(v, lang),
    money: (v: N) => f.money(v, currency, lang), moneyShort: (v: N) => f.moneyShort(v, currency, lang),
    figure: (v: N, money: boolean) => (money ? f.money(v, currency, lang) : f.real(v, lang)), figureShort: (v: N, money: boolean) => (money ? f.moneyShort(v, currency, lang) : f.short(v, lang)), rate: (v: N) => f.rate(v, lang),
    delta: (v: number | null | undefined, points = false) => f.delta(v, lang, points),
    dateTime: (v: S, withSeconds = false) => f.dateTime(v, zone, withSeconds), dayOf: (v: S) => f.dayOf(v, zone), today: () => f.dayOf(new Date().toISOString(), zone), timeOf: (v: S) => f.timeOf(v, zone),
    dayLabel: (d: string, withYear = false) => f.dayLabel(d, lang, withYear), relative: (v: S) => f.relative(v, lang, Date.now()),
    zoneLabel: () => f.zoneLabel(zone, Date.now()), bytes: (v: number | null | undefined) => f.bytes(v, lang), seconds: (v: number) => f.seconds(v, lang),
    cell: (v: Cell | boolean | undefined, t: CellType) => f.cell(v, t, lang, currency), cellShort: (v: Cell | undefined, t: CellType) => f.cellShort(v, t, lang, currency),
  }), [lang, zone, currency]);
}
export type Format = ReturnType<typeof useFormat>;
