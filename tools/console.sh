#!/usr/bin/env bash
# Builds the console into console/dist, if its sources have changed since the last time.  Packages are fetched only when
# package-lock.json has changed; with them in place no network is needed.  Usage: tools/console.sh [--force]
set -euo pipefail
cd "$(dirname "$0")/../console"

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  echo "console: needs Node 18.20 or newer with npm (Debian: apt-get install nodejs npm)" >&2
  exit 1
fi
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 18) ? 0 : 1)' || {
  echo "console: Node $(node -v) is too old; 18.20 or newer is needed" >&2
  exit 1
}

sources() { find . ../docs/guides \( -name node_modules -o -name dist -o -name shots \) -prune -o -type f ! -name '.*stamp' ! -name README.md -print0 | LC_ALL=C sort -z; }
stamp=$(sources | xargs -0 sha256sum | sha256sum)
if [ "${1:-}" != --force ] && [ -f dist/index.html ] && [ "$(cat .stamp 2>/dev/null)" = "$stamp" ]; then
  exit 0
fi

lock=$(sha256sum <package-lock.json)
if [ "$(cat node_modules/.lock-stamp 2>/dev/null)" != "$lock" ]; then
  echo "console: fetching packages"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  printf '%s' "$lock" >node_modules/.lock-stamp
fi
echo "console: building"
rm -f .stamp
npm run --silent build -- --logLevel warn
printf '%s' "$stamp" >.stamp
