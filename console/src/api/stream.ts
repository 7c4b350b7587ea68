/* The event stream of a tab.  A browser has six connections to a server over HTTP/1.1, all its tabs together, and a stream
 * takes one of them for good: so a tab has one, whatever its page looks at, and none while it is hidden (whileShown).
 *
 *   what changes ───────────────▶ /live
 *   … and what clients send ────▶ /collect/live?changes=true&…   the same events, and the messages
 *
 * Whoever begins or ends to look at messages changes the address, and the stream is opened anew. */
import { ops, streamUrl } from './ops';
import { whileShown } from './whileShown';

const AGAIN_MS = [1_000, 2_000, 5_000, 10_000];
const NAMES = ['hello', 'fresh', 'segments', 'job', 'message', 'pulse'] as const;
type Name = (typeof NAMES)[number];
const OF_CLIENTS: readonly Name[] = ['message', 'pulse'];

/** `cut`: the browser tries again by itself; `refused`: the server said no, and is asked again after a while. */
export type StreamState = 'opening' | 'open' | 'cut' | 'refused';

export interface Listener {
  on: { [N in Name]?: (data: string) => void };
  state?: (s: StreamState) => void;
  /** Filters of what clients send, if that is wanted too.  Of several listeners that want it, the last one has it. */
  clients?: Record<string, string>;
}

class Stream {
  private readonly listeners: Listener[] = [];
  private source: EventSource | null = null;
  private messages: Listener | undefined; // whose filters the open stream has
  private end: (() => void) | null = null;
  private planned = false;
  private again: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;

  constructor(private readonly workspace: string, private readonly over: () => void) {}

  add(l: Listener): () => void {
    this.listeners.push(l);
    this.plan();
    return () => {
      const at = this.listeners.indexOf(l);
      if (at >= 0) this.listeners.splice(at, 1);
      this.plan();
    };
  }

  /* A page that is left and the next one, or filters that change, are one change of the stream. */
  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => { this.planned = false; this.settle(); });
  }

  private settle(): void {
    if (this.listeners.length === 0) {
      this.end?.();
      this.end = null;
      this.over();
    } else if (!this.end) this.end = whileShown(() => { this.open(); return () => { this.close(); this.tell('opening'); }; });
    else if (this.source && (this.wanted() !== this.messages || this.source.readyState === EventSource.CLOSED)) this.open();
  }

  private wanted(): Listener | undefined { return this.listeners.filter((l) => l.clients).at(-1); }

  private tell(s: StreamState): void { [...this.listeners].forEach((l) => l.state?.(s)); }

  private open(): void {
    this.close();
    this.messages = this.wanted();
    const source = new EventSource(streamUrl(this.workspace, this.messages?.clients ?? null));
    this.source = source;
    this.tell('opening');
    source.onopen = () => { this.tries = 0; this.tell('open'); };
    source.onerror = () => {
      const refused = source.readyState === EventSource.CLOSED;
      this.tell(refused ? 'refused' : 'cut');
      if (!refused) return;
      // A session that is over is found out by asking anything.
      void ops.me({}).catch(() => undefined);
      this.again = setTimeout(() => this.open(), AGAIN_MS[Math.min(this.tries++, AGAIN_MS.length - 1)]);
    };
    for (const name of NAMES) source.addEventListener(name, (e) => this.hear(name, (e as MessageEvent<string>).data));
  }

  private hear(name: Name, data: string): void {
    const to = OF_CLIENTS.includes(name) ? this.listeners.filter((l) => l === this.messages) : [...this.listeners];
    to.forEach((l) => l.on[name]?.(data));
  }

  private close(): void {
    clearTimeout(this.again);
    this.source?.close();
    this.source = null;
  }
}

const streams = new Map<string, Stream>();

/** Hears of a workspace until what it returns is called. */
export function listen(workspace: string, l: Listener): () => void {
  let s = streams.get(workspace);
  if (!s) streams.set(workspace, s = new Stream(workspace, () => { if (streams.get(workspace) === s) streams.delete(workspace); }));
  return s.add(l);
}
