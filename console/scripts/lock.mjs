// Rewrites package-lock.json from package.json, then drops every `resolved`: the lock names versions and hashes, not a
// registry.  (npm's own omit-lockfile-registry-resolved loses the versions of optional packages for other platforms,
// and `npm ci` then refuses the lock.)  Usage: npm run lock, after changing package.json.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const old = readFileSync(file, 'utf8');
rmSync(file);
try {
  execFileSync('npm', ['install', '--package-lock-only', '--omit-lockfile-registry-resolved=false', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: new URL('..', import.meta.url), stdio: 'inherit' });
} catch (e) {
  writeFileSync(file, old);
  throw e;
}
const lock = JSON.parse(readFileSync(file, 'utf8'));
for (const [name, p] of Object.entries(lock.packages)) {
  delete p.resolved;
  if (name && !p.link && !(p.version && p.integrity)) throw new Error(`${name} has no version or hash`);
  // A registry without some platform's package leaves it out silently, and `npm ci` refuses the lock later.
  for (const o of Object.keys(p.optionalDependencies ?? {})) if (!lock.packages[`node_modules/${o}`]) throw new Error(`${name} wants ${o}, which is not in the lock`);
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
