// One peer of bench/behaviour.mjs in a process of its own.
// Usage: node behaviour_peer.mjs PEER load DIR CSV      makes the table; prints {seconds, version, sql}
//        node behaviour_peer.mjs PEER ask DIR AS_OF RUNS [QUESTION]  prints {question: {seconds, answer, sql}}, the best of RUNS after a warm-up
import { join } from 'node:path';
import { kinds } from './behaviour/kinds.mjs';

const [peer, command, dir, ...rest] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint()) / 1e9;
const threads = 2;

const clickhouse = {
  async open() {
    const { Session } = await import('chdb');
    const session = new Session(join(dir, 'clickhouse'));
    return async sql => {
      const out = session.query(sql, 'JSONCompactEachRow');
      return out.trim() ? out.trim().split('\n').map(line => JSON.parse(line)) : [];
    };
  },
  load: csv => [
    `CREATE TABLE b (person UInt32 CODEC(Delta, LZ4), ts UInt64 CODEC(Delta, LZ4), event LowCardinality(String), item LowCardinality(String), category LowCardinality(String),
  channel LowCardinality(String), amount Decimal(18, 2))
  ENGINE = MergeTree ORDER BY (person, ts)`,
    `INSERT INTO b SELECT toUInt32(substring(user, 2)), toUnixTimestamp64Milli(parseDateTime64BestEffort(time, 3)), event, item_id, category, channel,
  if(amount = '', 0, toDecimal64(amount, 2)) FROM file('${csv}', CSVWithNames, 'id String, time String, user String, event String, order_id String, amount String, channel String, item_id String, category String, quantity String')
  SETTINGS max_threads = ${threads}, max_insert_threads = ${threads}`, 'OPTIMIZE TABLE b FINAL'],
};

const duckdb = {
  async open() {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const db = await (await DuckDBInstance.create(join(dir, 'peer.duckdb'), { threads: String(threads) })).connect();
    return async sql => (await db.runAndReadAll(sql)).getRowsJson();
  },
  load: csv => [`CREATE TABLE b AS SELECT substr("user", 2)::UINTEGER AS person, epoch_ms(time) AS ts, event, item_id AS item, category, channel, coalesce(amount, 0)::DECIMAL(18, 2) AS amount FROM read_csv('${csv}', header = true, columns = {
  'id': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'user': 'VARCHAR', 'event': 'VARCHAR', 'order_id': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'channel': 'VARCHAR', 'item_id': 'VARCHAR', 'category': 'VARCHAR',
  'quantity': 'UTINYINT'}) ORDER BY person, ts`, 'CHECKPOINT'],
};

const it = { clickhouse, duckdb }[peer], ask = await it.open();
if (command === 'load') {
  const sql = it.load(rest[0]), from = now();
  for (const s of sql) await ask(s);
  console.log(JSON.stringify({ seconds: now() - from, version: (await ask('SELECT version()'))[0][0], sql }));
} else {
  const result = {}, runs = Number(rest[1]), only = rest[2];
  for (const kind of kinds)
    for (const [name, { forms, answer }] of Object.entries(kind[peer]({ asOf: rest[0], settings: `SETTINGS max_threads = ${threads}` })))
      for (const sql of only && only !== name ? [] : forms) {
        let best = Infinity, rows = await ask(sql);
        for (let i = 0; i < runs; i++) {
          const t = now();
          rows = await ask(sql);
          best = Math.min(best, now() - t);
        }
        if (!result[name] || best < result[name].seconds) result[name] = { seconds: best, answer: answer(rows), sql };
      }
  console.log(JSON.stringify(result));
}
process.exit(0);
