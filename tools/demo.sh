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
  # Most of its history first; what is given to customers counts from where it is applied, so the last weeks come after it.
  head -n 850000 "$dir/brand/events.ndjson" >"$dir/brand/history.ndjson"
  tail -n +850001 "$dir/brand/events.ndjson" >"$dir/brand/lately.ndjson"
  day() { date -d "$1 days" +%F; }
  sed "s/@FROM@/$(day -7)/; s/@UNTIL@/$(day +60)/; s/@SOON@/$(day +21)/" "$here/demo_rewards.yaml" >"$dir/rewards.yaml"
  run import "$dir/brand/history.ndjson" --map "$dir/brand/events.map.yaml"
  run apply "$here/demo.yaml"
  run apply "$dir/rewards.yaml"
  run earn settle # notes the rules, and the next the tasks: what comes from now on counts
  run task counts >/dev/null
  run import "$dir/brand/lately.ndjson" --map "$dir/brand/events.map.yaml"
  run earn settle
  run task counts >/dev/null
  run coupon segment winter-50 'count(order_completed, last 60 days) >= 1'
  say "tools/demo_rewards.py: customers join, check in, draw, claim and use coupons"
  "$here/demo_rewards.py" "$shoal" "$dir/data"
  rm -f "$dir/brand/history.ndjson" "$dir/brand/lately.ndjson"
  touch "$dir/data/.ready"
else
  echo "demo: using $dir (remove it to start afresh)"
fi
run report overview
say "next: open the link below; on the command line: $shoal --data $dir/data report rfm … (README.md has the tour). Ctrl-C stops."
exec "$shoal" --data "$dir/data" serve --listen "$listen" --login-link
