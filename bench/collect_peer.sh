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
ask 'CREATE TABLE bench.events (event LowCardinality(String), user_id String, message_id String, time DateTime64(3),
  properties Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY (user_id, time)'
"$build/bench/bench_collect" $http none clickhouse "$seconds"
"$build/bench/bench_collect" $http none clickhouse+gzip "$seconds"
