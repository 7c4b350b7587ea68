import { useLocation } from 'wouter';
import { useCommand } from '@/commands/registry';
import { atLeast, useWorkspace } from '@/hooks/workspace';
import { usePick } from '@/i18n/lang';
import { menuPages, type PageEntry } from '@/pages';

function Go({ entry }: { entry: PageEntry }) {
  const pick = usePick();
  const [, go] = useLocation();
  useCommand({ id: `go:${entry.id}`, title: pick(entry.title), words: `${entry.title.zh} ${entry.title.en} ${entry.words ?? ''} ${entry.id}`, group: 'go', run: () => go(entry.path), ...(entry.go ? { keys: `g ${entry.go}` } : {}) });
  return null;
}

/** A command for each page that can be gone to without parameters. */
export function GoCommands() {
  const { role } = useWorkspace();
  return <>{menuPages().filter((e) => !e.role || atLeast(role, e.role)).map((e) => <Go key={e.id} entry={e} />)}</>;
}
