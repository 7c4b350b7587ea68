// Peers' retention. Weeks: a mask of weeks per person, then people by mask; ClickHouse also as arrays. Months: what each first buyer spends per month, without the first order itself.
const week = 7 * 86400000, from = Date.parse('2025-07-07T00:00:00+08:00'), weeks = 52, months = 13;
const day = ms => new Date(ms + 8 * 3600000).toISOString().slice(0, 10);

export const titles = {
  retention_weekly: 'weekly retention of a year: any event, 52 × 52 triangle',
  retention_value: 'monthly value retention: what first buyers of a month order in the 12 months after',
};

// rows: [first week, weeks later, people]
const triangle = rows => {
  const table = Array.from({ length: weeks }, (_, c) => Array(weeks - c).fill(0));
  for (const [c, k, n] of rows) table[Number(c)][Number(k)] = Number(n);
  return Object.fromEntries(table.map((row, c) => [day(from + c * week), row]));
};

// rows: [year × 12 + month − 1 of the first order, months later, members there, people who returned, sum]
const values = rows => {
  const last = 2026 * 12 + 5, cohorts = {};
  for (const [c, k, members, people, sum] of rows) {
    const key = `${Math.floor(c / 12)}-${String((c % 12) + 1).padStart(2, '0')}-01`;
    cohorts[key] ??= [0, ...Array(2 * Math.min(months, last - c + 1)).fill(0)];
    if (Number(k) === 0) cohorts[key][0] = Number(members);
    cohorts[key][1 + 2 * k] = Number(people);
    cohorts[key][2 + 2 * k] = Math.round(Number(sum) * 100);
  }
  return cohorts;
};

export const clickhouse = ({ asOf, settings }) => {
  const rows = `FROM b WHERE ts >= ${from} AND ts <= ${asOf} GROUP BY person`, w = `intDiv(ts - ${from}, ${week})`;
  const masks = more => `SELECT c, k - c, sum(n) FROM (SELECT mask, count() AS n, toUInt8(bitCount(bitXor(mask, mask - 1)) - 1) AS c, arrayJoin(bitPositionsToArray(mask)) AS k
  FROM (SELECT groupBitOr(bitShiftLeft(toUInt64(1), ${w})) AS mask ${rows}) GROUP BY mask) GROUP BY c, k ${settings}${more}`;
  const arrays = more => `SELECT c, k - c, count() FROM (SELECT arrayMin(ws) AS c, arrayJoin(ws) AS k FROM (SELECT groupUniqArray(toUInt8(${w})) AS ws ${rows})) GROUP BY c, k ${settings}${more}`;
  const month = "toRelativeMonthNum(toDateTime(intDiv(ts, 1000), 'Asia/Shanghai')) - 1 AS m";
  const orders = `FROM b WHERE event = 'order_completed' AND ts <= ${asOf}`;
  const flat = more => `SELECT c, m - c AS k, count(), countIf(n > 0), sum(s) FROM (SELECT c, p.1 AS m, p.2 - (m = c ? first : 0) AS s, p.3 - (m = c) AS n FROM (
  SELECT min(m) AS c, argMin(a, t) AS first, arrayJoin(groupArray((m, s, n))) AS p FROM (
    SELECT person, ${month}, sum(amount) AS s, count() AS n, min(ts) AS t, argMin(amount, ts) AS a ${orders} GROUP BY person, m) GROUP BY person)) GROUP BY c, k HAVING k < ${months} ${settings}${more}`;
  const maps = more => `SELECT c, m - c AS k, count(), countIf(n > 0), sum(s) FROM (SELECT c, p.1 AS m, p.2 - (m = c ? first : 0) AS s, p.3 - (m = c) AS n FROM (
  SELECT argMin(amount, ts) AS first, sumMap([m], [amount], [1]) AS t, t.1[1] AS c, arrayJoin(arrayZip(t.1, t.2, t.3)) AS p FROM (SELECT person, ts, amount, ${month} ${orders}) GROUP BY person))
  GROUP BY c, k HAVING k < ${months} ${settings}${more}`;
  const forms = (...make) => make.flatMap(f => [f(''), f(', optimize_aggregation_in_order = 1')]);
  return { retention_weekly: { forms: forms(masks, arrays), answer: triangle }, retention_value: { forms: forms(flat, maps), answer: values } };
};

export const duckdb = ({ asOf }) => {
  const w = `((ts - ${from}) // ${week})`;
  const month = "(year(make_timestamp((ts + 28800000) * 1000)) * 12 + month(make_timestamp((ts + 28800000) * 1000)) - 1)";
  return {
    retention_weekly: {
      forms: [`WITH p AS (SELECT bit_or(1::UBIGINT << ${w}) AS mask FROM b WHERE ts >= ${from} AND ts <= ${asOf} GROUP BY person), m AS (SELECT mask, count(*) AS n, list_min(list_filter(range(${weeks}), i -> (mask >> i) & 1 = 1)) AS c
  FROM p GROUP BY mask) SELECT c, k - c, sum(n)::BIGINT FROM m, range(${weeks}) AS r(k) WHERE (mask >> k) & 1 = 1 GROUP BY c, k`],
      answer: triangle,
    },
    retention_value: {
      forms: [`WITH o AS (SELECT person, ${month} AS m, sum(amount) AS s, count(*) AS n, min(ts) AS t, arg_min(amount, ts) AS a FROM b WHERE event = 'order_completed' AND ts <= ${asOf} GROUP BY person, m),
  f AS (SELECT person, min(m) AS c, arg_min(a, t) AS first FROM o GROUP BY person) SELECT c, m - c AS k, count(*), count(*) FILTER (n > (m = c)::INT), sum(s - CASE WHEN m = c THEN first ELSE 0 END)
  FROM o JOIN f USING (person) WHERE m - c < ${months} GROUP BY c, k`],
      answer: values,
    },
  };
};
