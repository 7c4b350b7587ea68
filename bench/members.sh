#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A simulated brand, imported, then bench_members over it: bench/members.sh BUILD EVENTS PEOPLE
set -e
build=$1 dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$build/shoal" simulate "$dir/brand" --events "$2" --people "$3" --days 400 >/dev/null
for map in "$dir"/brand/*.map.yaml; do
  data=$(ls "${map%.map.yaml}".ndjson "${map%.map.yaml}".csv 2>/dev/null | head -1)
  "$build/shoal" --data "$dir/w" import "$data" --map "$map" >/dev/null
done
"$build/bench/bench_members" "$dir/w" bench/members/segments.yaml 8
