import { commands, type Command } from './registry';

export const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** The name a command would use for this key press. */
export function keyName(e: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>): string {
  const mod = isMac ? e.metaKey : e.ctrlKey;
  const k = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const letter = /^[a-z0-9]$/.test(k) || e.key.length > 1;
  return `${mod ? 'mod+' : ''}${e.altKey ? 'alt+' : ''}${e.shiftKey && letter ? 'shift+' : ''}${k}`;
}

const inField = (t: EventTarget | null): boolean =>
  t instanceof HTMLElement && (t.isContentEditable || t.closest('input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=menu]') !== null);
const SEQUENCE_MS = 1200;

/** Decides which command a key press means; `pending` is the first key of a sequence. */
export function match(pending: string, name: string, field: boolean, all: readonly Command[]): { command?: Command; pending: string } {
  const usable = all.filter((c) => c.keys && (!field || c.inFields));
  const full = pending ? `${pending} ${name}` : name;
  // The last one registered wins: a page may take over a general key.
  const command = usable.filter((c) => c.keys === full).at(-1) ?? (pending ? usable.filter((c) => c.keys === name).at(-1) : undefined);
  if (command) return { command, pending: '' };
  return { pending: usable.some((c) => c.keys?.startsWith(`${name} `)) ? name : '' };
}

export function listenToKeys(): () => void {
  let pending = '';
  let at = 0;
  const down = (e: KeyboardEvent) => {
    if (e.defaultPrevented || e.isComposing || e.keyCode === 229 || ['Shift', 'Control', 'Meta', 'Alt'].includes(e.key)) return;
    const name = keyName(e);
    // Enter and space belong to whatever has the focus.
    if ((name === 'Enter' || name === ' ') && e.target instanceof HTMLElement && e.target.closest('a, button, summary, [role=button]')) return;
    // A dialog has the keyboard to itself.
    if (e.target instanceof HTMLElement && document.querySelector('dialog[open]') && !name.startsWith('mod+')) return;
    const r = match(e.timeStamp - at < SEQUENCE_MS ? pending : '', name, inField(e.target), commands());
    pending = r.pending;
    at = e.timeStamp;
    if (r.command) { e.preventDefault(); r.command.run(); }
  };
  window.addEventListener('keydown', down);
  return () => window.removeEventListener('keydown', down);
}

const names: Record<string, string> = { mod: isMac ? '⌘' : 'Ctrl', shift: isMac ? '⇧' : 'Shift', alt: isMac ? '⌥' : 'Alt', Enter: '↵', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' };
/** 'g o' → ['G','O']; 'mod+k' → ['⌘','K']. */
export const keyCaps = (keys: string): string[] => keys.split(/[ +]/).map((k) => names[k] ?? (k.length === 1 ? k.toUpperCase() : k));
