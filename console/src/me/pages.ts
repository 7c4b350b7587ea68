/* The pages: one line here each; which of them a brand shows, and in which order, says its document. */
import type { Page } from './page';
import { card } from './pages/card';
import { coupons } from './pages/coupons';
import { points } from './pages/points';

const play = () => import('./play');
const shop = () => import('./shop');

export const pages: Record<string, Page> = {
  points, coupons, card,
  tasks: { title: 'tasks', icon: 'M5 4.5h14v15H5zM8.5 9.2l1.2 1.2 2-2.2M8.5 14.7l1.2 1.2 2-2.2M14 9.5h2.5M14 15h2.5', show: async (v) => (await play()).tasks(v) },
  check_in: { title: 'check_in', icon: 'M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4M9 15l2 2 4-4', show: async (v) => (await play()).checkIn(v) },
  badges: { title: 'badges', icon: 'M12 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8.8 13.5L7.5 20.5l4.5-2.3 4.5 2.3-1.3-7', show: async (v) => (await play()).badges(v) },
  mall: { title: 'mall', icon: 'M5 8.5h14l-1 11.5H6zM9 11V7.5a3 3 0 0 1 6 0V11', show: async (v) => (await shop()).mall(v) },
  leaderboards: { title: 'leaderboards', icon: 'M4.5 20v-7H9v7zM9.8 20V5h4.4v15zM15 20v-10h4.5v10z', show: async (v) => (await shop()).boards(v) },
  draws: { title: 'draws', icon: 'M4 9.5h16v3H4zM5.5 12.5h13v7.5h-13zM12 9.5V20M12 9.5C9 9.5 7 8 7 6.3S10.5 4 12 9.5zM12 9.5c3 0 5-1.5 5-3.2S13.5 4 12 9.5z', show: async (v) => (await play()).draws(v) },
};
