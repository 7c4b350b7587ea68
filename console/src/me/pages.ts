/* The pages: one file and one line here each; which of them a brand shows, and in which order, says its document. */
import type { Page } from './page';
import { card } from './pages/card';
import { coupons } from './pages/coupons';
import { points } from './pages/points';

export const pages: Record<string, Page> = { points, coupons, card };
