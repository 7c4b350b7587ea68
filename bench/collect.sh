#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Load on `shoal serve` over loopback, then (if Debian's clickhouse-server is here) the same events by the same client into
# ClickHouse: bench/collect.sh BUILD SECONDS
set -e
build=$1 seconds=${2:-10} dir=$(mktemp -d)
pids=
end() {
  for p in $pids; do kill "$p" 2>/dev/null && wait "$p" 2>/dev/null; done
  rm -rf "$dir"
}
trap end EXIT INT TERM
export SHOAL_DATA="$dir/d"
"$build/shoal" workspace create >/dev/null
key=$("$build/shoal" collect key create bench --kind server)
"$build/shoal" serve --listen 127.0.0.1:0 --json >"$dir/hello" &
pids=$!
while ! grep -q '"port"' "$dir/hello"; do sleep 0.1; done
port=$(sed 's/.*"port": *\([0-9]*\).*/\1/' "$dir/hello" | head -1)
for form in events events+gzip segment segment+gzip; do
  "$build/bench/bench_collect" "$port" "$key" "$form" "$seconds"
done
"$build/bench/bench_collect" "$port" "$key" events "$seconds" 50000
"$build/bench/bench_collect" "$port" "$key" events+gzip "$seconds" 50000
if command -v clickhouse-server >/dev/null; then
  bench/collect_peer.sh "$dir" "$build" "$seconds"
else
  echo "clickhouse-server is not installed: no comparison" >&2
fi
