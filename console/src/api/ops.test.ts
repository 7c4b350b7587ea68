import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ops } from './ops';

interface Document { paths: Record<string, Record<string, { operationId?: string }>> }
const file = process.env.OPENAPI;

describe('operations', () => {
  it('name each path once per method', () => {
    const all = Object.values(ops).map((o) => `${o.method} ${o.path}`);
    expect(new Set(all).size).toBe(all.length);
  });
  it.skipIf(!file)('are the server\'s', () => {
    const doc = JSON.parse(readFileSync(file as string, 'utf8')) as Document;
    const served = new Map(Object.entries(doc.paths).flatMap(([path, methods]) => Object.entries(methods).map(([m, o]) => [o.operationId, `${m.toUpperCase()} ${path}`] as const)));
    for (const [id, o] of Object.entries(ops)) expect(served.get(id), id).toBe(`${o.method} ${o.path}`);
  });
});
