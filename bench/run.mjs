// The main job, timed beside DuckDB in one run on one machine: simulate, import, RFM, a behavioural segment.
// Usage: node run.mjs BUILD [EVENTS]       Prints a Markdown table and the SQL; checks that the answers agree.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance, version as duckdbVersion } from '@duckdb/node-api';

const build = resolve(process.argv[2] ?? '../build');
const events = process.argv[3] ?? '10m';
const dir = mkdtempSync(join(tmpdir(), 'shoal-bench-'));
const shoal = (...a) => JSON.parse(execFileSync(join(build, 'shoal'), a, { maxBuffer: 1 << 28 }).toString());
const now = () => Number(process.hrtime.bigint()) / 1e9;
const rows = [];
const sqls = [];

async function timed(db, sql, runs = 1) {
  let best = Infinity, result;
  if (runs > 1) await db.runAndReadAll(sql); // warm-up, as for Shoal
  for (let i = 0; i < runs; i++) {
    const t = now();
    result = await db.runAndReadAll(sql);
    best = Math.min(best, now() - t);
  }
  sqls.push(sql.trim());
  return { seconds: best, rows: result.getRowObjectsJson() };
}

function line(what, ours, theirs, unit, n) {
  const rate = s => (n ? `${(n / s / 1e6).toFixed(2)} M ${unit}` : `${s.toFixed(3)} s`);
  rows.push(`| ${what} | ${rate(ours)} | ${rate(theirs)} | ${(theirs / ours).toFixed(2)}× |`);
}

try {
  const until = '2026-06-30';
  const asOf = Date.parse('2026-07-01T00:00:00+08:00') - 1;
  const people = String(Math.round(parseFloat(events) * ({ k: 1e3, m: 1e6, b: 1e9 }[events.slice(-1)] ?? 1) / 10));

  // 1. Making data. The peer writes as many rows of the same columns, from range() and random(), to CSV.
  const brand = join(dir, 'brand');
  const made = shoal('simulate', brand, '--events', events, '--people', people, '--until', until, '--csv', '--seed', '1', '--threads', '2', '--json');
  const csv = join(brand, 'events.csv');
  const instance = await DuckDBInstance.create(join(dir, 'peer.duckdb'), { threads: '2' });
  const db = await instance.connect();
  const gen = await timed(db, `
COPY (SELECT 'e' || i AS id, TIMESTAMP '2025-01-01' + to_milliseconds((random() * 47000000000)::BIGINT) AS time, 'u' || (random() * ${people})::INT AS "user",
  ['product_viewed','product_added','order_completed','application_opened'][1 + (random() * 3)::INT] AS event, 'o' || (random() * 1e6)::INT AS order_id,
  round(random() * 300, 2) AS amount, 'ch' || (random() * 6)::INT AS channel, 'p' || (random() * 300)::INT AS item_id, 'c' || (random() * 12)::INT AS category,
  (1 + random() * 3)::INT AS quantity FROM range(${made.events}) t(i) ORDER BY time) TO '${join(dir, 'gen.csv')}' (HEADER)`);
  line(`simulate ${events} events to CSV`, made.seconds, gen.seconds, 'events/s', made.events);
  rmSync(join(dir, 'gen.csv'));

  // 2. Import: durable, deduplicated and accounted for row by row; the peer reads with declared types and sorts by person and time.
  const data = join(dir, 'data');
  shoal('--data', data, 'workspace', 'create', '--zone', 'Asia/Shanghai', '--json');
  let t = now();
  const imp = shoal('--data', data, 'import', csv, '--map', join(brand, 'events.map.yaml'), '--threads', '2', '--json');
  const importSeconds = now() - t;
  if (imp.imported !== imp.read) throw new Error(`import: ${JSON.stringify(imp)}`);
  const load = await timed(db, `
CREATE TABLE e AS SELECT "user", time, event, order_id, amount, channel, item_id, category, quantity FROM read_csv('${csv}', header = true, columns = {
  'id': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'user': 'VARCHAR', 'event': 'VARCHAR', 'order_id': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'channel': 'VARCHAR',
  'item_id': 'VARCHAR', 'category': 'VARCHAR', 'quantity': 'INTEGER'}) ORDER BY "user", time`);
  const check = await timed(db, 'CHECKPOINT');
  line('import the CSV', importSeconds, load.seconds + check.seconds, 'rows/s', imp.read);
  const csvBytes = statSync(csv).size;

  // 3. Questions, warm, best of three of each.
  const q = JSON.parse(execFileSync(join(build, 'bench/bench_questions'), [data, String(asOf), '2', '3']).toString());
  const T = `make_timestamptz(${asOf}::BIGINT * 1000)`;
  const count = await timed(db, `SELECT count(*) AS people FROM (SELECT "user" FROM e WHERE event = 'order_completed' GROUP BY "user" HAVING count(*) >= 2)`, 3);
  const seg = await timed(db, `
SELECT count(*) AS people FROM (SELECT "user" FROM e WHERE event IN ('order_completed', 'product_shared') AND time <= ${T} GROUP BY "user" HAVING
  count(*) FILTER (event = 'order_completed' AND time > ${T} - INTERVAL 720 HOURS) >= 2
  AND coalesce(sum(amount) FILTER (event = 'order_completed' AND time > ${T} - INTERVAL 2160 HOURS), 0) > 300
  AND count(*) FILTER (event = 'product_shared') = 0)`, 3);
  const cut = (c, desc) => [1, 2, 3, 4].map(i => `${c} > (SELECT ${c}${i} FROM k)`).map(x => `(${desc ? x.replace(/r > \(SELECT r/, '-r > (SELECT r') : x})::INT`).join(' + ');
  const rfm = await timed(db, `
WITH p AS (SELECT "user", date_diff('day', (max(time) FILTER (event = 'order_completed') AT TIME ZONE 'Asia/Shanghai')::DATE, (${T} AT TIME ZONE 'Asia/Shanghai')::DATE) AS r,
    count(*) FILTER (event = 'order_completed') AS f,
    coalesce(sum(amount) FILTER (event = 'order_completed'), 0) - coalesce(sum(amount) FILTER (event = 'order_refunded'), 0) AS m
  FROM e WHERE event IN ('order_completed', 'order_refunded') AND time <= ${T} AND time > ${T} - INTERVAL 8760 HOURS GROUP BY "user" HAVING f > 0),
k AS (SELECT ${['-r', 'f', 'm'].flatMap(x => [1, 2, 3, 4].map(i => `quantile_disc(${x}, ${i / 5}) AS ${x.replace('-', '')}${i}`)).join(', ')} FROM p),
s AS (SELECT 1 + ${cut('r', true)} AS r, 1 + ${cut('f')} + 1 + ${cut('m')} AS fm FROM p)
SELECT CASE WHEN r >= 4 AND fm >= 8 THEN 'champions' WHEN r = 1 AND fm >= 8 THEN 'cant_lose' WHEN r >= 3 AND fm >= 6 THEN 'loyal' WHEN r <= 2 AND fm >= 5 THEN 'at_risk'
  WHEN r >= 4 AND fm >= 4 THEN 'potential_loyal' WHEN r = 5 THEN 'new' WHEN r = 4 THEN 'promising' WHEN r = 3 AND fm >= 4 THEN 'needs_attention'
  WHEN r = 3 THEN 'about_to_sleep' WHEN r = 2 THEN 'hibernating' ELSE 'lost' END AS name, count(*) AS people FROM s GROUP BY name`, 3);
  line('people with ≥ 2 orders', q.count.seconds, count.seconds);
  line('RFM: measures, quantile scores, 11 names', q.rfm.seconds, rfm.seconds);
  line('segment: ≥ 2 orders in 30 d, > 300 in 90 d, never shared', q.segment.seconds, seg.seconds);

  // The same answers, or the times mean nothing.
  const same = (what, a, b) => { if (String(a) !== String(b)) throw new Error(`${what}: shoal ${a}, duckdb ${b}`); };
  same('count', q.count.people, count.rows[0].people);
  same('segment', q.segment.people, seg.rows[0].people);
  const theirs = Object.fromEntries(rfm.rows.map(r => [r.name, Number(r.people)]));
  for (const [name, n] of Object.entries(q.rfm.groups)) same(`rfm ${name}`, n, theirs[name] ?? 0);

  const peerBytes = statSync(join(dir, 'peer.duckdb')).size;
  console.log(`${made.events} events, ${made.people} people, CSV ${(csvBytes / 1e6).toFixed(0)} MB; ${cpus().length} × ${cpus()[0].model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; DuckDB ${duckdbVersion()}, two threads each\n`);
  console.log('| what | Shoal | DuckDB | Shoal is |\n|---|---|---|---|');
  console.log(rows.join('\n'));
  console.log(`| bytes on disk per event, columns | ${(q.bytes / q.rows).toFixed(1)} B | ${(peerBytes / q.rows).toFixed(1)} B | ${(peerBytes / q.bytes).toFixed(2)}× |`);
  console.log(`\nShoal opens the workspace in ${q.open_seconds} s. Answers agree. The peer's SQL:\n\n\`\`\`sql\n${sqls.join(';\n')};\n\`\`\``);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
