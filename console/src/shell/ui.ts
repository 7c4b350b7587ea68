/* What the shell's parts may open from anywhere: palette, shortcut list, task centre. */
import { useSyncExternalStore } from 'react';

export type Panel = 'palette' | 'shortcuts' | 'tasks' | 'menu';
let open: Panel | null = null;
const watchers = new Set<() => void>();
export function showPanel(p: Panel | null): void { open = p; watchers.forEach((w) => w()); }
export const usePanel = (): Panel | null => useSyncExternalStore((w) => { watchers.add(w); return () => { watchers.delete(w); }; }, () => open);
