/* A document as YAML for people to read and edit: the few forms a classification needs.  The server reads any YAML. */
import type { Doc } from './doc';

const plain = /^[\p{L}_][\p{L}\p{N}_ .,()+*/<>=·%&"'-]*$/u;
const words = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);
const scalar = (v: unknown): string =>
  typeof v !== 'string' ? String(v) : plain.test(v) && !v.endsWith(' ') && !v.includes(' #') && !words.has(v.toLowerCase()) ? v : JSON.stringify(v);
const flow = (o: Record<string, unknown>): string =>
  `{${Object.entries(o).map(([k, v]) => `${k}: ${Array.isArray(v) ? `[${v.map(inFlow).join(', ')}]` : inFlow(v)}`).join(', ')}}`;
/* Within braces a comma or a bracket ends a plain text. */
const inFlow = (v: unknown): string => (typeof v === 'string' && /[,[\]{}]/.test(v) ? JSON.stringify(v) : scalar(v));

export function toYaml(d: Doc): string {
  const out = [`kind: ${d.kind}`, `slug: ${scalar(d.slug)}`, `title: ${flow({ ...d.title })}`];
  if (d.description) out.push(`description: ${typeof d.description === 'object' ? flow({ ...d.description }) : scalar(d.description)}`);
  const map = (key: string, m: Record<string, unknown> | undefined, show: (v: unknown) => string) => {
    if (!m || Object.keys(m).length === 0) return;
    out.push(`${key}:`, ...Object.entries(m).map(([k, v]) => `  ${scalar(k)}: ${show(v)}`));
  };
  map('measures', d.measures, scalar);
  if (d.population) out.push(`population: ${scalar(d.population)}`);
  map('scores', d.scores, (v) => flow(v as Record<string, unknown>));
  map('references', d.references, (v) => flow(v as Record<string, unknown>));
  out.push('classes:');
  for (const c of d.classes) {
    out.push(`  - name: ${scalar(c.name)}`);
    if (c.rank !== undefined) out.push(`    rank: ${c.rank}`);
    if (c.title) out.push(`    title: ${flow({ ...c.title })}`);
    out.push(`    when: ${scalar(c.when)}`);
  }
  return `${out.join('\n')}\n`;
}
