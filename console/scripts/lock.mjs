// Rewrites package-lock.json from package.json, then drops every `resolved`: the lock names versions and hashes, not a
// registry.  (npm's own omit-lockfile-registry-resolved loses the versions of optional packages for other platforms,
// and `npm ci` then refuses the lock.)  It is made in an empty folder: beside a node_modules that came from this very
// lock, npm takes the packages from there and knows no hashes.  Usage: npm run lock, after changing package.json.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = new URL('../package-lock.json', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'shoal-lock-'));
let lock;
try {
  copyFileSync(new URL('../package.json', import.meta.url), join(folder, 'package.json'));
  execFileSync('npm', ['install', '--package-lock-only', '--omit-lockfile-registry-resolved=false', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
} finally {
  rmSync(folder, { recursive: true });
}
for (const [name, p] of Object.entries(lock.packages)) {
  delete p.resolved;
  if (name && !p.link && !(p.version && p.integrity)) throw new Error(`${name} has no version or hash`);
  // A registry without some platform's package leaves it out silently, and `npm ci` refuses the lock later.
  for (const o of Object.keys(p.optionalDependencies ?? {})) if (!lock.packages[`node_modules/${o}`]) throw new Error(`${name} wants ${o}, which is not in the lock`);
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
