import { useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const m = window.matchMedia(query);
      m.addEventListener('change', changed);
      return () => m.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
/** Narrower than a tablet: the sider becomes a sheet, tables become lists. */
export const usePhone = (): boolean => useMedia('(max-width: 767px)');
