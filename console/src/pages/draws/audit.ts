/* The audit list as the file that `shoal draw verify` reads: its head, then a line a turn. */
import { ops } from '@/api/ops';

const PAGE = 500;
export async function auditFile(workspace: string, slug: string, told: (n: number) => void, signal?: AbortSignal): Promise<Blob> {
  const lines: string[] = [];
  let cursor: string | null = null, turns = 0;
  do {
    const page: Awaited<ReturnType<typeof ops.getDrawAudit>> = await ops.getDrawAudit({ workspace, slug, limit: PAGE, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {});
    if (lines.length === 0) {
      lines.push(JSON.stringify(page.head));
      turns = Number((page.head as { turns?: number }).turns ?? 0);
    }
    // Turns that came after the head was told are beyond it.
    lines.push(...page.items.slice(0, turns - (lines.length - 1)).map((x) => JSON.stringify(x)));
    told(lines.length - 1);
    cursor = page.next;
  } while (cursor && lines.length - 1 < turns);
  return new Blob([lines.join('\n'), '\n'], { type: 'application/x-ndjson' });
}

export function save(blob: Blob, name: string): void {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
}
