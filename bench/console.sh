#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Serves the data that `make run` made and has bench/console.mjs measure the console.  Usage: bench/console.sh SHOAL DIR
set -euo pipefail
shoal=$1 dir=$2 listen=127.0.0.1:7431
[ -f "$dir/data/.ready" ] || { echo "bench-console: $dir is not there; \`make run\` makes it" >&2; exit 1; }
log=$(mktemp)
"$shoal" --data "$dir/data" serve --listen "$listen" --login-link >"$log" &
server=$!
trap 'kill $server; rm -f "$log"' EXIT
for _ in $(seq 100); do
  link=$(grep -o 'http[^ ]*login[^ ]*' "$log" || true)
  [ -n "$link" ] && break
  sleep 0.1
done
node "$(dirname "$0")/console.mjs" "http://$listen" "$link" "${RUNS:-5}"
