import { describe, expect, it } from 'vitest';
import { ops } from './ops';
import schema from './schema.d.ts?raw';

/* `npm run build` checks that arguments and answers are those of the document, but two operations of one shape could
   be exchanged; their names stand beside their paths in schema.d.ts. */
const served = new Map<string, string>();
let path = '';
for (const line of schema.slice(schema.indexOf('export interface paths'), schema.indexOf('\n}\n')).split('\n')) {
  path = /^ {4}"?(\/[^":]*)"?: \{$/.exec(line)?.[1] ?? path;
  const [, method, id] = /^ {8}(get|post|put|patch|delete): operations\["(\w+)"\];$/.exec(line) ?? [];
  if (method && id) served.set(id, `${method.toUpperCase()} ${path}`);
}

describe('operations', () => {
  it('name each path once per method', () => {
    const all = Object.values(ops).map((o) => `${o.method} ${o.path}`);
    expect(new Set(all).size).toBe(all.length);
  });
  it('are the server\'s', () => {
    expect(served.size).toBeGreaterThan(Object.keys(ops).length);
    for (const [id, o] of Object.entries(ops)) expect(served.get(id), id).toBe(`${o.method} ${o.path}`);
  });
});
