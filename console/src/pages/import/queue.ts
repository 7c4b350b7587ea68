/* Files on their way in: sent one after another, whatever page is shown meanwhile.  Those that arrived are remembered
   for the tab, so that the next one is offered when an import is through, also after a reload. */
import { useSyncExternalStore } from 'react';
import { ApiError, isAbort } from '@/api/error';
import { uploadFile } from '@/api/ops';
import type { Upload } from '@/api/types';
import { refusal, type Refusal } from './files';

export interface Item {
  key: string;
  workspace: string;
  name: string;
  bytes: number;
  state: 'waiting' | 'sending' | 'ready' | 'refused' | 'failed';
  /** 0 … 1 while it is sent. */
  progress: number;
  upload?: Upload;
  refused?: Refusal;
  error?: ApiError;
}

type Send = typeof uploadFile;
const STORED = 'shoal.import.ready';

export class Queue {
  private items: readonly Item[] = [];
  private readonly files = new Map<string, File>();
  private readonly watchers = new Set<() => void>();
  private stop: AbortController | null = null;
  private made = 0;

  constructor(private readonly send: Send, private readonly storage?: Pick<Storage, 'getItem' | 'setItem'>) { this.items = this.stored(); }

  readonly all = (): readonly Item[] => this.items;
  readonly watch = (w: () => void): (() => void) => { this.watchers.add(w); return () => { this.watchers.delete(w); }; };

  /** Takes files in; `ready` hears of the first of them that arrives. */
  add(workspace: string, files: readonly File[], ready?: (u: Upload) => void): void {
    const fresh = files.map((f): Item => {
      const key = `${Date.now()}-${++this.made}`, no = refusal(f);
      if (!no) this.files.set(key, f);
      return { key, workspace, name: f.name, bytes: f.size, state: no ? 'refused' : 'waiting', progress: 0, ...(no ? { refused: no } : {}) };
    });
    this.put([...this.items, ...fresh]);
    void this.run(ready);
  }
  again(key: string): void {
    if (!this.files.has(key)) return;
    this.change(key, { state: 'waiting', progress: 0 });
    void this.run();
  }
  /** Takes an item out; one that is being sent is broken off. */
  remove(key: string): void {
    const item = this.items.find((i) => i.key === key);
    this.files.delete(key);
    this.put(this.items.filter((i) => i.key !== key));
    if (item?.state === 'sending') this.stop?.abort();
  }
  removeUpload(id: string): void {
    for (const i of this.items) if (i.upload?.id === id) this.remove(i.key);
  }

  private async run(ready?: (u: Upload) => void): Promise<void> {
    if (this.stop) return;
    for (let next = this.next(); next; next = this.next()) {
      const { key, workspace } = next;
      const file = this.files.get(key) as File;
      const stop = this.stop = new AbortController();
      this.change(key, { state: 'sending' });
      try {
        const upload = await this.send(workspace, file, (progress) => this.change(key, { progress }), stop.signal);
        this.files.delete(key);
        this.change(key, { state: 'ready', progress: 1, upload });
        ready?.(upload);
      } catch (e) {
        if (!isAbort(e)) this.change(key, { state: 'failed', error: e instanceof ApiError ? e : new ApiError(0, { code: 'unreachable' }) });
      }
    }
    this.stop = null;
  }
  private next(): Item | undefined { return this.items.find((i) => i.state === 'waiting' && this.files.has(i.key)); }
  private change(key: string, c: Partial<Item>): void { this.put(this.items.map((i) => (i.key === key ? { ...i, ...c } : i))); }
  private put(items: readonly Item[]): void {
    this.items = items;
    try { this.storage?.setItem(STORED, JSON.stringify(items.filter((i) => i.state === 'ready'))); } catch { /* storage refused: forgotten on reload */ }
    this.watchers.forEach((w) => w());
  }
  private stored(): Item[] {
    try {
      const kept = JSON.parse(this.storage?.getItem(STORED) ?? '[]') as Item[];
      return kept.filter((i) => i.upload && Date.parse(i.upload.expires_at) > Date.now());
    } catch { return []; }
  }
}

function session(): Storage | undefined {
  try { return window.sessionStorage; } catch { return undefined; }
}
export const queue = new Queue(uploadFile, session());
export function useQueue(workspace: string): readonly Item[] {
  const all = useSyncExternalStore(queue.watch, queue.all);
  return all.filter((i) => i.workspace === workspace);
}
