// The store beside ClickHouse (chdb) and DuckDB, and beside loops over raw arrays in memory, in one run on one machine: see README.md.
// Usage: node store.mjs BUILD [EVENTS [PEOPLE]]      Prints Markdown; fails when answers differ. KEEP=DIR keeps (and reuses) the data there.
// With KEEP, STEP=… does one step and keeps what it found: simulate, import, "load clickhouse", "load duckdb", warm, cold, limited, killed; STEP=table prints what was found.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const build = resolve(process.argv[2] ?? '../build');
const events = process.argv[3] ?? '50m';
const count = text => Math.round(parseFloat(text) * ({ k: 1e3, m: 1e6, b: 1e9 }[text.slice(-1)] ?? 1));
const people = String(count(process.argv[4] ?? String(count(events) / 50)));
const dir = process.env.KEEP ? resolve(process.env.KEEP) : mkdtempSync(join(tmpdir(), 'shoal-bench-'));
mkdirSync(dir, { recursive: true });
const here = dirname(fileURLToPath(import.meta.url));
const run = (program, args) => JSON.parse(execFileSync(program, args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim().split('\n').pop());
const shoal = (...args) => JSON.parse(execFileSync(join(build, 'shoal'), args, { maxBuffer: 1 << 28 }).toString());
const store = (...args) => run(join(build, 'bench/bench_store'), args);
const drop = path => execFileSync(join(build, 'bench/bench_store'), ['drop', path]);
const peer = (name, ...args) => run(process.execPath, [join(here, 'store_peer.mjs'), name, ...args]);
const now = () => Number(process.hrtime.bigint()) / 1e9;
const note = text => console.error(`# ${text}`);
const asOf = String(Date.parse('2026-07-01T00:00:00+08:00') - 1);
const LIMIT_MIN = 160 * 2 ** 20; // with a million people the process needs half of it for itself
const peers = ['clickhouse', 'duckdb'], titles = { clickhouse: 'ClickHouse', duckdb: 'DuckDB' };
const questions = {
  events: 'count by event name', days: 'events per day', rfm: 'RFM aggregate: last, count, sum of orders per person', buyers: 'distinct buyers per category',
  segment: 'segment: ≥ 2 orders in 30 d, > 300 in 90 d, never shared',
};
const sizeOf = path => statSync(path, { throwIfNoEntry: false })?.size ?? 0; // a file may have been renamed meanwhile
const bytesBelow = path => readdirSync(path, { recursive: true, withFileTypes: true }).filter(f => f.isFile()).reduce((sum, f) => sum + sizeOf(join(f.parentPath ?? f.path, f.name)), 0);
const only = process.env.STEP;
// With KEEP, what was made is not made again; what is measured is measured again, unless the step asked for is another one.
const step = async (name, make, measures) => {
  const file = join(dir, `${name}.json`);
  if (existsSync(file) && (only ? only !== name : !measures)) return JSON.parse(readFileSync(file));
  if (only && only !== name) throw new Error(`STEP=${only} needs STEP=${name} before`);
  note(name);
  const result = await make();
  writeFileSync(file, JSON.stringify(result));
  if (only) process.exit(0);
  return result;
};
const once = (name, make) => step(name, make, false), measure = (name, make) => step(name, make, true);

// A program with so much memory for itself and the files it reads, by a control group of either version; null where this machine does not let us.
function limitedRun(bytes, program, args) {
  const v1 = existsSync('/sys/fs/cgroup/memory'), group = join(v1 ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup', `shoal-bench-${process.pid}`);
  try {
    mkdirSync(group);
    writeFileSync(join(group, v1 ? 'memory.limit_in_bytes' : 'memory.max'), String(bytes));
  } catch { return null; }
  try {
    return run('/bin/sh', ['-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group, program, ...args]);
  } finally {
    rmdirSync(group);
  }
}

// Imports into a directory of its own and is killed with a log of so many bytes; then says how long opening takes.
async function killed(csv, map, atLeast) {
  const data = join(dir, 'killed'), log = join(data, 'w/main/log');
  rmSync(data, { recursive: true, force: true });
  shoal('--data', data, 'workspace', 'create', '--zone', 'Asia/Shanghai', '--json');
  const child = spawn(join(build, 'shoal'), ['--data', data, 'import', csv, '--map', map, '--threads', '2', '--json'], { stdio: 'ignore' });
  let over = false;
  const ended = new Promise(done => child.on('exit', () => { over = true; done(); }));
  while (!over && (!existsSync(log) || bytesBelow(log) < atLeast)) await new Promise(done => setTimeout(done, 50));
  child.kill('SIGKILL');
  await ended;
  const bytes = bytesBelow(log), opened = store('open', data);
  rmSync(data, { recursive: true, force: true });
  return { bytes, seconds: opened.seconds, completed: over && child.exitCode === 0 };
}

try {
  const brand = join(dir, 'brand'), data = join(dir, 'data'), csv = join(brand, 'events.csv'), map = join(brand, 'events.map.yaml');
  const made = await once('simulate', () => shoal('simulate', brand, '--events', events, '--people', people, '--until', '2026-06-30', '--csv', '--seed', '1', '--threads', '2', '--json'));
  const loaded = await once('import', () => {
    shoal('--data', data, 'workspace', 'create', '--zone', 'Asia/Shanghai', '--json');
    const t = now();
    const imp = shoal('--data', data, 'import', csv, '--map', map, '--threads', '2', '--json');
    if (imp.imported !== imp.read) throw new Error(`import: ${JSON.stringify(imp)}`);
    return { seconds: now() - t, rows: imp.read };
  });
  const theirs = {};
  for (const p of peers) theirs[p] = { load: await once(`load ${p}`, () => peer(p, 'load', dir, csv)) };

  const warm = await measure('warm', () => {
    const clean = store('open', data);
    return { clean, shoal: store('ask', data, asOf, '2', '3'), peers: peers.map(p => peer(p, 'ask', dir, asOf, '3').result) };
  });
  const clean = warm.clean, ours = warm.shoal;
  for (const [i, p] of peers.entries()) theirs[p].warm = warm.peers[i];
  const cold = await measure('cold', () => {
    const found = {};
    for (const q of Object.keys(questions)) {
      drop(join(data, 'w/main'));
      found[q] = { shoal: store('once', data, asOf, '2', q) };
      for (const p of peers) {
        drop(p === 'duckdb' ? join(dir, 'peer.duckdb') : join(dir, 'clickhouse'));
        found[q][p] = peer(p, 'ask', dir, asOf, '1', q).result[q];
      }
    }
    return found;
  });
  const limited = await measure('limited', () => {
    const bytes = Math.max(ours.bytes / 2, LIMIT_MIN), found = { bytes };
    for (const q of Object.keys(questions)) {
      drop(join(data, 'w/main'));
      found[q] = limitedRun(bytes, join(build, 'bench/bench_store'), ['once', data, asOf, '2', q, '2']);
    }
    return found;
  });
  const kill = await measure('killed', () => killed(csv, map, 1e9));

  // The same answers, or the times mean nothing.
  const canonical = a => JSON.stringify(Object.entries(a).filter(([k]) => k !== '').sort(([x], [y]) => (x < y ? -1 : 1)));
  for (const q of Object.keys(questions)) {
    const want = canonical(ours.questions[q].answer);
    for (const [who, a] of [['the twin', ours.naive[q].answer], ['Shoal cold', cold[q].shoal.answer], ['Shoal limited', limited[q]?.answer ?? ours.questions[q].answer], ...peers.flatMap(p => [[p, theirs[p].warm[q].answer], [`${p} cold`, cold[q][p].answer]])])
      if (canonical(a) !== want) throw new Error(`${q}: ${who} answers ${canonical(a).slice(0, 300)}, shoal ${want.slice(0, 300)}`);
  }

  const s = x => `${x.toFixed(x < 0.1 ? 4 : 3)} s`, times = x => `${x.toFixed(x < 10 ? 2 : 1)}×`, n = ours.rows;
  console.log(`${made.events} events (${n} rows with the lines of orders), ${made.people} people, CSV ${(statSync(csv).size / 1e6).toFixed(0)} MB; ${cpus().length} × ${cpus()[0].model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ` +
    `ClickHouse ${theirs.clickhouse.load.version} (chdb), DuckDB ${theirs.duckdb.load.version}; two threads each\n`);
  console.log('| what | Shoal | ClickHouse | DuckDB | raw arrays | beside ClickHouse | beside DuckDB | beside raw arrays |\n|---|---|---|---|---|---|---|---|');
  for (const [q, title] of Object.entries(questions)) {
    const a = ours.questions[q].seconds, c = theirs.clickhouse.warm[q].seconds, d = theirs.duckdb.warm[q].seconds, r = ours.naive[q].seconds;
    console.log(`| ${title} | ${s(a)} | ${s(c)} | ${s(d)} | ${s(r)} | ${times(c / a)} | ${times(d / a)} | ${times(r / a)} |`);
  }
  for (const [q, title] of Object.entries(questions)) {
    const a = cold[q].shoal.seconds, c = cold[q].clickhouse.seconds, d = cold[q].duckdb.seconds;
    console.log(`| cold: ${title} | ${s(a)} | ${s(c)} | ${s(d)} | – | ${times(c / a)} | ${times(d / a)} | – |`);
  }
  for (const [q, title] of Object.entries(questions)) {
    const a = limited[q];
    if (a) console.log(`| in ${(limited.bytes / 2 ** 20).toFixed(0)} MiB with a file of ${(ours.bytes / 2 ** 20).toFixed(0)} MiB: ${title} | ${s(a.best)}, first ${s(a.seconds)} | – | – | – | – | – | – |`);
  }
  const b = { c: theirs.clickhouse.load.bytes, d: theirs.duckdb.load.bytes };
  console.log(`| bytes on disk per row, all columns, ms | ${(ours.bytes / n).toFixed(2)} B | ${(b.c / n).toFixed(2)} B | ${(b.d / n).toFixed(2)} B | – | ${times(b.c / ours.bytes)} | ${times(b.d / ours.bytes)} | – |`);
  const l = { a: loaded.seconds, c: theirs.clickhouse.load.seconds, d: theirs.duckdb.load.seconds }, rate = x => `${(n / x / 1e6).toFixed(2)} M rows/s`;
  console.log(`| load the CSV, sorted by (person, time) | ${rate(l.a)} | ${rate(l.c)} | ${rate(l.d)} | – | ${times(l.c / l.a)} | ${times(l.d / l.a)} | – |`);
  console.log(`\n"Beside" above 1 means Shoal is faster (or smaller). CPU seconds of Shoal and of the arrays: ${Object.keys(questions).map(q => `${q} ${ours.questions[q].cpu.toFixed(3)} / ${ours.naive[q].cpu.toFixed(3)}`).join(', ')}.`);
  console.log(`\nOpening for writing after a clean stop: ${clean.seconds} s. After kill -9 in the middle of an import, with ${(kill.bytes / 1e6).toFixed(0)} MB of log${kill.completed ? ' (the import was over before)' : ''}: ${kill.seconds} s. ` +
    `Memory of the asking process after the five questions: ${(ours.rss_anon_kib / 1024).toFixed(0)} MiB of its own, ${(ours.rss_file_kib / 1024).toFixed(0)} MiB of mapped files.`);
  console.log('\nAnswers agree. Tables and queries of the peers (of several forms, the fastest warm one):\n');
  for (const p of peers)
    console.log(`\`\`\`sql\n-- ${titles[p]}\n${[...theirs[p].load.sql, ...Object.keys(questions).map(q => theirs[p].warm[q].sql)].map(x => x.replaceAll(dir, 'DIR')).join(';\n')};\n\`\`\`\n`);
} finally {
  if (!process.env.KEEP) rmSync(dir, { recursive: true, force: true });
}
