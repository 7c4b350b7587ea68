// Questions about behaviour beside ClickHouse (chdb), DuckDB and loops over raw arrays, in one run on one machine: see README.md.
// Usage: node behaviour.mjs BUILD [EVENTS [PEOPLE]]      Prints Markdown; fails when answers differ. KEEP=DIR keeps (and reuses) the data there, QUESTION=name asks only that one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinds } from './behaviour/kinds.mjs';

const build = resolve(process.argv[2] ?? '../build');
const events = process.argv[3] ?? '50m';
const count = text => Math.round(parseFloat(text) * ({ k: 1e3, m: 1e6, b: 1e9 }[text.slice(-1)] ?? 1));
const people = String(count(process.argv[4] ?? String(count(events) / 50)));
const dir = process.env.KEEP ? resolve(process.env.KEEP) : mkdtempSync(join(tmpdir(), 'shoal-behaviour-'));
mkdirSync(dir, { recursive: true });
const here = dirname(fileURLToPath(import.meta.url));
const run = (program, args) => JSON.parse(execFileSync(program, args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim().split('\n').pop());
const shoal = (...args) => JSON.parse(execFileSync(join(build, 'shoal'), args, { maxBuffer: 1 << 28 }).toString());
const peer = (name, ...args) => run(process.execPath, [join(here, 'behaviour_peer.mjs'), name, ...args]);
const asOf = String(Date.parse('2026-07-01T00:00:00+08:00') - 1);
const titles = { clickhouse: 'ClickHouse', duckdb: 'DuckDB' }, peers = Object.keys(titles);
const only = process.env.QUESTION ? [process.env.QUESTION] : [];
const questions = Object.fromEntries(kinds.flatMap(k => Object.entries(k.titles)).filter(([name]) => !only.length || only[0] === name));
const once = (name, make) => { // with KEEP, steps that were done are not done again
  const file = join(dir, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file));
  console.error(`# ${name}`);
  const result = make();
  writeFileSync(file, JSON.stringify(result));
  return result;
};

try {
  const brand = join(dir, 'brand'), data = join(dir, 'data'), csv = join(brand, 'events.csv');
  const made = once('simulate', () => shoal('simulate', brand, '--events', events, '--people', people, '--until', '2026-06-30', '--csv', '--seed', '1', '--threads', '2', '--json'));
  once('import', () => {
    shoal('--data', data, 'workspace', 'create', '--zone', 'Asia/Shanghai', '--json');
    return shoal('--data', data, 'import', csv, '--map', join(brand, 'events.map.yaml'), '--threads', '2', '--json');
  });
  const load = Object.fromEntries(peers.map(p => [p, once(`behaviour ${p}`, () => peer(p, 'load', dir, csv))]));
  if (process.env.ONLY === 'load') process.exit(0);
  console.error('# warm');
  const ours = run(join(build, 'bench/bench_behaviour'), [data, asOf, '2', '4', ...only]);
  const theirs = Object.fromEntries(peers.map(p => [p, peer(p, 'ask', dir, asOf, '3', ...only)]));

  // Where a peer's table does not keep what the answer depends on (events of one moment in order of storing), a kind says how much may differ.
  const allowed = Object.assign({}, ...kinds.map(k => k.near ?? {}));
  const near = (q, a, b) => {
    if (!(q in allowed)) return false;
    const counts = x => new Map(Object.entries(x).map(([key, n]) => [key, Number([n].flat()[0])])), x = counts(a), y = counts(b);
    const apart = [...new Set([...x.keys(), ...y.keys()])].reduce((sum, key) => sum + Math.abs((x.get(key) ?? 0) - (y.get(key) ?? 0)), 0);
    const all = [...y.values()].reduce((sum, n) => sum + n, 0);
    if (apart > 0) console.error(`# ${q}: ${apart} of ${all} counted otherwise`);
    return apart <= allowed[q] * all;
  };
  const canonical = a => JSON.stringify(Object.entries(a).sort(([x], [y]) => (x < y ? -1 : 1)));
  for (const q of Object.keys(questions)) {
    const want = canonical(ours.questions[q].answer);
    for (const [who, a] of [['the raw arrays', ours.naive[q].answer], ...peers.map(p => [p, theirs[p][q].answer])])
      if (canonical(a) !== want && !(who !== 'the raw arrays' && near(q, a, ours.questions[q].answer))) throw new Error(`${q}: ${who} answers ${canonical(a).slice(0, 400)}, shoal ${want.slice(0, 400)}`);
  }

  const s = x => `${x.toFixed(x < 0.1 ? 4 : 3)} s`, times = x => `${x.toFixed(x < 10 ? 2 : 1)}×`;
  console.log(`${made.events} events (${ours.rows} rows), ${made.people} people; ${cpus().length} × ${cpus()[0].model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ` +
    `ClickHouse ${load.clickhouse.version} (chdb), DuckDB ${load.duckdb.version}; two threads each, warm, best of three\n`);
  console.log('| what | Shoal | ClickHouse | DuckDB | raw arrays | beside ClickHouse | beside DuckDB | beside raw arrays |\n|---|---|---|---|---|---|---|---|');
  for (const [q, title] of Object.entries(questions)) {
    const a = ours.questions[q].seconds, [c, d] = peers.map(p => theirs[p][q].seconds), r = ours.naive[q].seconds;
    console.log(`| ${title} | ${s(a)} | ${s(c)} | ${s(d)} | ${s(r)} | ${times(c / a)} | ${times(d / a)} | ${times(r / a)} |`);
  }
  console.log('\nShoal also tells times to convert (means, percentiles, histogram); the peers and the arrays only count. Answers agree. Tables and queries of the peers (of several forms, the fastest):\n');
  for (const p of peers)
    console.log(`\`\`\`sql\n-- ${titles[p]}\n${[...load[p].sql, ...Object.keys(questions).map(q => theirs[p][q].sql)].map(x => x.replaceAll(dir, 'DIR')).join(';\n')};\n\`\`\`\n`);
} finally {
  if (!process.env.KEEP) rmSync(dir, { recursive: true, force: true });
}
