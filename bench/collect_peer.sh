#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The same events, flattened by ClickHouse's own JSONEachRow, into a table of its natural layout: collect_peer.sh DIR BUILD SECONDS
set -e
dir=$1/ch build=$2 seconds=$3 http=18123 tcp=19123
mkdir -p "$dir"
cat >"$dir/config.xml" <<X
<clickhouse><logger><level>error</level><log>$dir/log</log><errorlog>$dir/err</errorlog></logger>
<listen_host>127.0.0.1</listen_host><http_port>$http</http_port><tcp_port>$tcp</tcp_port><path>$dir/data/</path>
<tmp_path>$dir/tmp/</tmp_path><users_config>$dir/users.xml</users_config><mark_cache_size>536870912</mark_cache_size>
<max_concurrent_queries>200</max_concurrent_queries></clickhouse>
X
cat >"$dir/users.xml" <<X
<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default><password/><networks><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota></default></users></clickhouse>
X
clickhouse-server --config-file="$dir/config.xml" >/dev/null 2>&1 &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true' EXIT
ask() { curl -sS "http://127.0.0.1:$http/" --data-binary "$1"; }
n=0
until ask 'SELECT 1' >/dev/null 2>&1; do
  n=$((n + 1))
  [ $n -lt 100 ] || { echo "clickhouse-server did not start" >&2; exit 1; }
  sleep 0.2
done
ask 'CREATE DATABASE bench'
# Types of its own for what repeats; by user and time, as our columns are.  Clients' requests are small, and each insert into a
# MergeTree is a part: so the peer's own remedy stands beside it, a Buffer that gathers rows in memory.
columns='event String, user_id String, message_id String, time DateTime, product_id String, category String,
  price Float64, quantity UInt8, url String, referrer String, campaign String, channel String, store String'
load() { # TITLE FORM TABLE
  before=$(ask "SELECT count() FROM bench.$3")
  echo "ClickHouse, $1: $("$build/bench/bench_collect" $http none "$2" "$seconds")"
  ask 'OPTIMIZE TABLE bench.events' >/dev/null 2>&1 || true # a Buffer writes down what it has
  echo "  rows kept: $(($(ask "SELECT count() FROM bench.$3") - before))"
}
ask "CREATE TABLE bench.kept ($columns) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (user_id, time)"
ask 'CREATE TABLE bench.events AS bench.kept ENGINE = Buffer(bench, kept, 16, 1, 10, 10000, 1000000, 1000000, 100000000)'
load 'Buffer before a MergeTree' clickhouse kept
load 'Buffer before a MergeTree' clickhouse+gzip kept
ask 'DROP TABLE bench.events'
ask "CREATE TABLE bench.events ($columns) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (user_id, time)"
load 'MergeTree' clickhouse events
load 'MergeTree' clickhouse+gzip events
