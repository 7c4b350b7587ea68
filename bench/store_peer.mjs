// One peer of bench/store.mjs in a process of its own, so that each has the machine's memory to itself and "cold" can mean a fresh process.
// Usage: node store_peer.mjs PEER load DIR CSV          makes the table; prints {seconds, bytes, version, sql}
//        node store_peer.mjs PEER ask DIR AS_OF RUNS [QUESTION]   prints {question: {seconds, answer, sql}}; RUNS 1 = cold, without a warm-up
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [peer, command, dir, ...rest] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint()) / 1e9;
const threads = 2;

const clickhouse = {
  async open() {
    const { Session } = await import('chdb');
    const session = new Session(join(dir, 'clickhouse'));
    const ask = async sql => {
      const out = session.query(sql, 'JSONCompactEachRow');
      return out.trim() ? out.trim().split('\n').map(line => JSON.parse(line)) : [];
    };
    return { ask, close: () => (session.close ? session.close() : undefined) };
  },
  version: 'SELECT version()',
  create: `CREATE TABLE e (person UInt32, time DateTime64(3, 'Asia/Shanghai'), event LowCardinality(String), order_id String, amount Decimal(18, 2), channel LowCardinality(String),
  item_id LowCardinality(String), category LowCardinality(String), quantity UInt8) ENGINE = MergeTree ORDER BY (person, time)`,
  load: csv => [`INSERT INTO e SELECT toUInt32(substring(user, 2)), parseDateTime64BestEffort(time, 3), event, order_id, if(amount = '', 0, toDecimal64(amount, 2)), channel, item_id, category,
  toUInt8OrZero(quantity) FROM file('${csv}', CSVWithNames, 'id String, time String, user String, event String, order_id String, amount String, channel String, item_id String, category String, quantity String')
  SETTINGS max_threads = ${threads}, max_insert_threads = ${threads}`, `OPTIMIZE TABLE e FINAL`],
  bytes: async ask => Number((await ask(`SELECT sum(bytes_on_disk) FROM system.parts WHERE table = 'e' AND active`))[0][0]),
  questions: asOf => {
    const T = `fromUnixTimestamp64Milli(toInt64(${asOf}))`, S = `SETTINGS max_threads = ${threads}`;
    const rfm = order => `SELECT count() AS people, sum(n) AS orders, toString(sum(s)) AS total, sum(l) AS last FROM (SELECT person, intDiv(toUnixTimestamp64Milli(max(time)), 1000) AS l, count() AS n, sum(amount) AS s
  FROM e WHERE event = 'order_completed' AND time <= ${T} GROUP BY person) ${S}${order}`;
    const segment = more => `SELECT count() AS people FROM (SELECT person FROM e WHERE event IN ('order_completed', 'product_shared') AND time <= ${T} GROUP BY person HAVING
  countIf(event = 'order_completed' AND time > ${T} - toIntervalDay(30)) >= 2 AND sumIf(amount, event = 'order_completed' AND time > ${T} - toIntervalDay(90)) > 300
  AND countIf(event = 'product_shared') = 0) ${S}${more}`;
    return {
      events: [`SELECT event, count() AS n FROM e WHERE time <= ${T} GROUP BY event ${S}`, `SELECT event, count() AS n FROM e GROUP BY event ${S}`],
      days: [`SELECT toString(toDate(time)) AS day, count() AS n FROM e GROUP BY toDate(time) ${S}`],
      rfm: [rfm(''), rfm(', optimize_aggregation_in_order = 1')],
      buyers: [`SELECT category, uniqExact(person) AS n FROM e WHERE event = 'order_item' GROUP BY category ${S}`,
        `SELECT category, count() AS n FROM (SELECT DISTINCT category, person FROM e WHERE event = 'order_item') GROUP BY category ${S}`],
      segment: [segment(''), segment(', optimize_aggregation_in_order = 1')],
    };
  },
};

const duckdb = {
  async open() {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(join(dir, 'peer.duckdb'), { threads: String(threads) });
    const db = await instance.connect();
    return { ask: async sql => (await db.runAndReadAll(sql)).getRowsJson(), close: () => db.closeSync() };
  },
  version: 'SELECT version()',
  create: null,
  load: csv => [`CREATE TABLE e AS SELECT substr("user", 2)::UINTEGER AS person, time, event, order_id, amount, channel, item_id, category, quantity FROM read_csv('${csv}', header = true, columns = {
  'id': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'user': 'VARCHAR', 'event': 'VARCHAR', 'order_id': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'channel': 'VARCHAR', 'item_id': 'VARCHAR', 'category': 'VARCHAR',
  'quantity': 'UTINYINT'}) ORDER BY person, time`, 'CHECKPOINT'],
  bytes: async () => statSync(join(dir, 'peer.duckdb')).size,
  questions: asOf => {
    const T = `make_timestamptz(${asOf}::BIGINT * 1000)`;
    return {
      events: ['SELECT event, count(*) AS n FROM e GROUP BY event'],
      days: [`SELECT (time AT TIME ZONE 'Asia/Shanghai')::DATE::VARCHAR AS day, count(*) AS n FROM e GROUP BY (time AT TIME ZONE 'Asia/Shanghai')::DATE`,
        `SELECT (DATE '1970-01-01' + d::INTEGER)::VARCHAR, n FROM (SELECT (epoch_ms(time) + 28800000) // 86400000 AS d, count(*) AS n FROM e GROUP BY d)`],
      rfm: [`SELECT count(*) AS people, sum(n) AS orders, sum(s)::VARCHAR AS total, sum(l) AS last FROM (SELECT person, epoch_ms(max(time)) // 1000 AS l, count(*) AS n, sum(amount) AS s FROM e WHERE event = 'order_completed' GROUP BY person)`],
      buyers: [`SELECT category, count(DISTINCT person) AS n FROM e WHERE event = 'order_item' GROUP BY category`,
        `SELECT category, count(*) AS n FROM (SELECT DISTINCT category, person FROM e WHERE event = 'order_item') GROUP BY category`],
      segment: [`SELECT count(*) AS people FROM (SELECT person FROM e WHERE event IN ('order_completed', 'product_shared') AND time <= ${T} GROUP BY person HAVING
  count(*) FILTER (event = 'order_completed' AND time > ${T} - INTERVAL 720 HOURS) >= 2
  AND coalesce(sum(amount) FILTER (event = 'order_completed' AND time > ${T} - INTERVAL 2160 HOURS), 0) > 300 AND count(*) FILTER (event = 'product_shared') = 0)`],
    };
  },
};

// The same answer in the same form, whatever a peer calls a number.
function answer(question, rows) {
  if (question === 'rfm') return { people: Number(rows[0][0]), orders: Number(rows[0][1]), sum: Number(rows[0][2]), last: Number(rows[0][3]) };
  if (question === 'segment') return { people: Number(rows[0][0]) };
  return Object.fromEntries(rows.map(r => [r[0], Number(r[1])]));
}

const p = { clickhouse, duckdb }[peer];
if (command === 'load' && existsSync(join(dir, peer))) throw new Error(`${join(dir, peer)} exists`);
const opened = now();
const { ask, close } = await p.open();
const open = now() - opened;
if (command === 'load') {
  if (p.create) await ask(p.create);
  const statements = p.load(rest[0]), t = now();
  for (const sql of statements) await ask(sql);
  const seconds = now() - t;
  console.log(JSON.stringify({ seconds, bytes: await p.bytes(ask), version: (await ask(p.version))[0][0], sql: [p.create, ...statements].filter(Boolean) }));
} else {
  const [asOf, runs, only] = [rest[0], Number(rest[1]), rest[2]];
  const result = {};
  for (const [name, forms] of Object.entries(p.questions(asOf))) {
    if (only && only !== name) continue;
    for (const sql of runs === 1 ? forms.slice(0, 1) : forms) { // the best form of each counts
      let best = Infinity, rows;
      if (runs > 1) await ask(sql);
      for (let i = 0; i < runs; i++) {
        const t = now();
        rows = await ask(sql);
        best = Math.min(best, now() - t);
      }
      if (!result[name] || best < result[name].seconds) result[name] = { seconds: best, answer: answer(name, rows), sql };
    }
  }
  console.log(JSON.stringify({ open, result }));
}
await close();
process.exit(0);
