#!/usr/bin/env bash
# What `make run` does: a simulated brand of a million events, imported once, then served with a link that signs in.
# Usage: tools/demo.sh SHOAL DIR [ADDRESS:PORT]
set -euo pipefail
shoal=$1 dir=$2 listen=${3:-127.0.0.1:7420}
here=$(dirname "$0")
say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
run() { say "shoal $*"; "$shoal" --data "$dir/data" "$@"; }

if [ ! -f "$dir/data/.ready" ]; then
  rm -rf "$dir"
  mkdir -p "$dir"
  run simulate "$dir/brand" --events 1m --people 20k --seed 7
  run workspace create --zone Asia/Shanghai --currency CNY
  run import "$dir/brand/people.csv" --map "$dir/brand/people.map.yaml"
  run import "$dir/brand/items.csv" --map "$dir/brand/items.map.yaml"
  run import "$dir/brand/events.ndjson" --map "$dir/brand/events.map.yaml"
  run apply "$here/demo.yaml"
  touch "$dir/data/.ready"
else
  echo "demo: using $dir (remove it to start afresh)"
fi
run report overview
say "next: open the link below; on the command line: $shoal --data $dir/data report rfm … (README.md has the tour). Ctrl-C stops."
exec "$shoal" --data "$dir/data" serve --listen "$listen" --login-link
