/* Everything the keyboard or the palette can do, in one list: `?` prints it, ⌘K searches it, the key listener runs it
   (rule 28).  A command exists while the component that registered it is mounted. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export type CommandGroup = 'go' | 'page' | 'general';
export interface Command {
  id: string;
  title: string;
  /** Other words that find it in the palette. */
  words?: string;
  group: CommandGroup;
  /** 'g o' (one after the other), 'mod+s', 'shift+x', '?', 'Enter'. Printable keys are lower case. */
  keys?: string;
  /** Works while typing in a field too; only for mod+… keys. */
  inFields?: boolean;
  /** In the `?` list but not in the palette (row keys and the like). */
  keyOnly?: boolean;
  run: () => void;
}

let list: readonly Command[] = [];
const watchers = new Set<() => void>();
const changed = (next: readonly Command[]): void => { list = next; watchers.forEach((w) => w()); };

export const commands = (): readonly Command[] => list;

export function register(c: Command): () => void {
  changed([...list, c]);
  return () => changed(list.filter((x) => x !== c));
}

const subscribe = (w: () => void) => { watchers.add(w); return () => { watchers.delete(w); }; };
export const useCommandList = (): readonly Command[] => useSyncExternalStore(subscribe, commands);

/** Registers a command for as long as the component is mounted; null = none now. `run` may change freely. */
export function useCommand(c: Command | null): void {
  const latest = useRef(c);
  latest.current = c;
  const key = c ? [c.id, c.title, c.keys, c.group, c.words, c.inFields, c.keyOnly].join('\n') : '';
  useEffect(() => {
    const now = latest.current;
    if (!key || !now) return undefined;
    return register({ ...now, run: () => latest.current?.run() });
  }, [key]);
}

/** Only a shortcut, with a line in the `?` list. */
export function useHotkey(keys: string, title: string, run: () => void, o: { enabled?: boolean; inFields?: boolean } = {}): void {
  useCommand(o.enabled === false ? null : { id: `key:${keys}:${title}`, title, group: 'page', keys, keyOnly: true, run, ...(o.inFields ? { inFields: true } : {}) });
}
