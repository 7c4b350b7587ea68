// One peer of bench/behaviour.mjs in a process of its own.
// Usage: node behaviour_peer.mjs PEER load DIR CSV      makes the table; prints {seconds, version, sql}
//        node behaviour_peer.mjs PEER ask DIR AS_OF RUNS  prints {question: {seconds, answer, sql}}, the best of RUNS after a warm-up
import { join } from 'node:path';

const [peer, command, dir, ...rest] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint()) / 1e9;
const threads = 2, week = 7 * 86400000;
const four = ['product_viewed', 'product_added', 'order_completed', 'product_shared'], three = ['product_viewed', 'product_added', 'product_shared'];
const list = names => names.map(x => `'${x}'`).join(', ');

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
    `CREATE TABLE b (person UInt32 CODEC(Delta, LZ4), ts UInt64 CODEC(Delta, LZ4), event LowCardinality(String), item LowCardinality(String), category LowCardinality(String))
  ENGINE = MergeTree ORDER BY (person, ts)`,
    `INSERT INTO b SELECT toUInt32(substring(user, 2)), toUnixTimestamp64Milli(parseDateTime64BestEffort(time, 3)), event, item_id, category
  FROM file('${csv}', CSVWithNames, 'id String, time String, user String, event String, order_id String, amount String, channel String, item_id String, category String, quantity String')
  SETTINGS max_threads = ${threads}, max_insert_threads = ${threads}`, 'OPTIMIZE TABLE b FINAL'],
  questions: asOf => {
    const window = steps => `windowFunnel(${week})(ts, ${steps.map(s => `event = '${s}'`).join(', ')})`;
    const counts = n => Array.from({ length: n }, (_, i) => `countIf(l >= ${i + 1})`).join(', ');
    const funnel = more => `SELECT '' AS g, ${counts(4)} FROM (SELECT ${window(four)} AS l FROM b WHERE event IN (${list(four)}) AND ts <= ${asOf} GROUP BY person)
  SETTINGS max_threads = ${threads}${more}`;
    const hold = more => `SELECT g, ${counts(3)} FROM (SELECT category AS g, max(l) AS l FROM (SELECT person, any(category) AS category, ${window(three)} AS l FROM b
  WHERE event IN (${list(three)}) AND item != '' AND ts <= ${asOf} GROUP BY person, item) GROUP BY person, category) WHERE l > 0 GROUP BY g SETTINGS max_threads = ${threads}${more}`;
    return { funnel: [funnel(''), funnel(', optimize_aggregation_in_order = 1')], funnel_by_hold: [hold(''), hold(', optimize_aggregation_in_order = 1')] };
  },
};

const duckdb = {
  async open() {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const db = await (await DuckDBInstance.create(join(dir, 'peer.duckdb'), { threads: String(threads) })).connect();
    return async sql => (await db.runAndReadAll(sql)).getRowsJson();
  },
  load: csv => [`CREATE TABLE b AS SELECT substr("user", 2)::UINTEGER AS person, epoch_ms(time) AS ts, event, item_id AS item, category FROM read_csv('${csv}', header = true, columns = {
  'id': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'user': 'VARCHAR', 'event': 'VARCHAR', 'order_id': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'channel': 'VARCHAR', 'item_id': 'VARCHAR', 'category': 'VARCHAR',
  'quantity': 'UTINYINT'}) ORDER BY person, ts`, 'CHECKPOINT'],
  questions: asOf => {
    const chain = (steps, keys) => steps.map((s, i) => {
      const from = `FROM b${i ? ` ASOF JOIN s${i - 1} ON ${keys.map(k => `b.${k} = s${i - 1}.${k}`).join(' AND ')} AND b.ts >= s${i - 1}.ts` : ''}`;
      return `s${i} AS (SELECT ${keys.map(k => `b.${k}`).join(', ')}, b.ts, ${i ? 'start' : 'b.ts AS start'}${keys.length > 1 ? ', b.category' : ''} ${from} WHERE b.event = '${s}' AND b.ts <= ${asOf}${i ? ` AND b.ts - start <= ${week}` : ''}${keys.length > 1 ? " AND b.item <> ''" : ''})`;
    }).join(',\n  ');
    return {
      funnel: [`WITH ${chain(four, ['person'])}\n  SELECT '', ${four.map((_, i) => `(SELECT count(DISTINCT person) FROM s${i})`).join(', ')}`],
      funnel_by_hold: [`WITH ${chain(three, ['person', 'item'])}\n  SELECT g, ${three.map((_, i) => `count(DISTINCT person) FILTER (k = ${i})`).join(', ')} FROM (${three.map((_, i) => `SELECT person, category AS g, ${i} AS k FROM s${i}`).join(' UNION ALL ')}) GROUP BY g`],
    };
  },
};

const it = { clickhouse, duckdb }[peer], ask = await it.open();
if (command === 'load') {
  const sql = it.load(rest[0]), from = now();
  for (const s of sql) await ask(s);
  console.log(JSON.stringify({ seconds: now() - from, version: (await ask('SELECT version()'))[0][0], sql }));
} else {
  const result = {}, runs = Number(rest[1]);
  for (const [name, forms] of Object.entries(it.questions(rest[0])))
    for (const sql of forms) {
      let best = Infinity, rows = await ask(sql);
      for (let i = 0; i < runs; i++) {
        const t = now();
        rows = await ask(sql);
        best = Math.min(best, now() - t);
      }
      const groups = Object.fromEntries(rows.map(([g, ...n]) => [g, n.map(Number)]));
      const all = rows.reduce((sum, [, ...n]) => n.map((x, i) => (sum[i] ?? 0) + Number(x)), []);
      const answer = name === 'funnel' ? { all } : { all, ...groups };
      if (!result[name] || best < result[name].seconds) result[name] = { seconds: best, answer, sql };
    }
  console.log(JSON.stringify(result));
}
process.exit(0);
