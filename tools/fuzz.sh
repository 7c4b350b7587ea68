#!/usr/bin/env bash
# Fuzzes every target until it ran often enough: RUNS executions, or SECONDS if that comes first.  What was found so far is
# kept in BUILD/corpus.  Says how often each ran; stops at the first finding, whose input it leaves in the directory.
# Usage: tools/fuzz.sh BUILD RUNS SECONDS [TARGET ...]
set -euo pipefail

build=$1 runs=$2 seconds=$3
shift 3
[ $# -gt 0 ] || set -- $(cd "$build/fuzz" && for t in fuzz_*; do [ -f "$t" ] && [ -x "$t" ] && echo "${t#fuzz_}"; done)

# What a target reads a few bytes at a time, or several times, need not be long.
longest() { case $1 in reader) echo 2048 ;; *) echo 65536 ;; esac; }

for name in "$@"; do
  mkdir -p "$build/corpus/$name"
  log=$build/corpus/$name.log
  if ! "$build/fuzz/fuzz_$name" -runs="$runs" -max_total_time="$seconds" -max_len="$(longest "$name")" -timeout=60 -rss_limit_mb=4096 -entropic=0 -print_final_stats=1 \
    -artifact_prefix="$build/corpus/$name-" "$build/corpus/$name" "fuzz/corpus/$name" >"$log" 2>&1; then
    tail -n 60 "$log"
    echo "fuzz: $name failed; all it said is in $log" >&2
    exit 1
  fi
  n=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  echo "$name: $n executions, $rate a second$([ "$n" -lt "$runs" ] && echo ", stopped after $seconds s of $runs" || true)"
done
