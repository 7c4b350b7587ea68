// Writes src/api/schema.d.ts, the types of the API, from the OpenAPI document that `shoal openapi` prints ($SHOAL, or the
// program in ../build).  The file is committed, so that the console is built before the program that contains it;
// tests/console_unit.py runs this with --check, which only says whether the file is what the program would give.
// Usage: npm run types [-- --check]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import openapi, { astToString } from 'openapi-typescript';

const file = new URL('../src/api/schema.d.ts', import.meta.url);
const program = resolve(process.env.SHOAL ?? new URL('../../build/shoal', import.meta.url).pathname);
const document = JSON.parse(execFileSync(program, ['openapi', '--lang', 'en'], { encoding: 'utf8', maxBuffer: 64 << 20 }));
const head = `/* Made by \`npm run types\` from the server's OpenAPI document; not to be edited. */\n`;
const made = head + astToString(await openapi(document, { alphabetize: true }));

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== made) {
    console.error('src/api/schema.d.ts is not what the program describes: build the program, then `npm run types`');
    process.exit(1);
  }
} else {
  writeFileSync(file, made);
}
