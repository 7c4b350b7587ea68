#!/usr/bin/env bash
# What `make run` shows: a simulated brand, imported, divided, asked.  Usage: tools/demo.sh SHOAL DIR
set -euo pipefail
shoal=$1 dir=$2
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
  touch "$dir/data/.ready"
else
  echo "demo: using $dir (remove it to start afresh)"
fi
run report overview
run report rfm
run report aipl --flow
run report lifecycle
run report new-old
run report payers
run query 'class(value) = "high" and not did(order_completed, last 30 days)' --explain
say "next: $shoal --data $dir/data segment save … · person … · export …   (README.md has the tour)"
