// Peers' segments. Five conditions: one aggregate per person. The absence: window functions over ranges of time, joins with the nearest row, or arrays of times per person.
const day = 86400000, category = '羽绒服';

export const titles = {
  segment_five: 'segment of five conditions: views in 30 d, an addition of a category in 180 d, spend in 365 d, no order in 30 d, no share in 90 d',
  segment_absence: 'sequence with absence: viewed → added within a day → no order within 3 days, of 180 days',
};

const people = rows => ({ people: Number(rows[0][0]) });
const forms = (...make) => make.flatMap(f => [f(''), f(', optimize_aggregation_in_order = 1')]);

export const clickhouse = ({ asOf, settings }) => {
  const since = n => `ts > ${asOf - n * day}`;
  const five = more => `SELECT count() FROM (SELECT person FROM b WHERE event IN ('product_viewed', 'product_added', 'order_completed', 'product_shared') AND ts <= ${asOf} AND ${since(365)} GROUP BY person HAVING
  countIf(event = 'product_viewed' AND ${since(30)}) >= 2 AND countIf(event = 'product_added' AND category = '${category}' AND ${since(180)}) > 0 AND sumIf(amount, event = 'order_completed') > 300
  AND countIf(event = 'order_completed' AND ${since(30)}) = 0 AND countIf(event = 'product_shared' AND ${since(90)}) = 0) ${settings}${more}`;
  const span = `ts > ${asOf - 180 * day} AND ts <= ${asOf}`, three = `event IN ('product_viewed', 'product_added', 'order_completed')`;
  const windows = `SELECT count(DISTINCT person) FROM (SELECT person, ts, event, countIf(event = 'product_viewed') OVER (PARTITION BY person ORDER BY ts RANGE BETWEEN ${day} PRECEDING AND CURRENT ROW) AS views,
  countIf(event = 'order_completed') OVER (PARTITION BY person ORDER BY ts RANGE BETWEEN CURRENT ROW AND ${3 * day} FOLLOWING) - countIf(event = 'order_completed') OVER (PARTITION BY person ORDER BY ts RANGE BETWEEN CURRENT ROW AND CURRENT ROW) AS orders
  FROM b WHERE ${three} AND ${span}) WHERE event = 'product_added' AND views > 0 AND orders = 0 AND ts <= ${asOf - 3 * day} ${settings}`;
  const arrays = more => `SELECT count() FROM (SELECT groupArrayIf(ts, event = 'product_viewed') AS v, groupArrayIf(ts, event = 'product_added') AS a, groupArrayIf(ts, event = 'order_completed') AS o
  FROM b WHERE ${three} AND ${span} GROUP BY person HAVING length(v) > 0 AND length(a) > 0) WHERE
  arrayExists(t -> t <= ${asOf - 3 * day} AND arrayExists(x -> x <= t AND x >= t - ${day}, v) AND NOT arrayExists(x -> x > t AND x <= t + ${3 * day}, o), a) ${settings}${more}`;
  const row = name => `SELECT person, ts FROM b WHERE event = '${name}' AND ${span}`;
  const joins = `SELECT count(DISTINCT a.person) FROM (SELECT a.person AS person, a.ts AS ts FROM (${row('product_added')} AND ts <= ${asOf - 3 * day}) AS a ASOF JOIN (${row('product_viewed')}) AS v ON a.person = v.person AND a.ts >= v.ts WHERE a.ts - v.ts <= ${day}) AS a
  ASOF LEFT JOIN (${row('order_completed')}) AS o ON a.person = o.person AND a.ts < o.ts WHERE o.ts = 0 OR o.ts - a.ts > ${3 * day} ${settings}`;
  return { segment_five: { forms: forms(five), answer: people }, segment_absence: { forms: [windows, joins, ...forms(arrays)], answer: people } };
};

export const duckdb = ({ asOf }) => {
  const since = n => `ts > ${asOf - n * day}`, span = `ts > ${asOf - 180 * day} AND ts <= ${asOf}`;
  const row = name => `SELECT person, ts FROM b WHERE event = '${name}' AND ${span}`;
  return {
    segment_five: {
      forms: [`SELECT count(*) FROM (SELECT person FROM b WHERE event IN ('product_viewed', 'product_added', 'order_completed', 'product_shared') AND ts <= ${asOf} AND ${since(365)} GROUP BY person HAVING
  count(*) FILTER (event = 'product_viewed' AND ${since(30)}) >= 2 AND count(*) FILTER (event = 'product_added' AND category = '${category}' AND ${since(180)}) > 0 AND sum(amount) FILTER (event = 'order_completed') > 300
  AND count(*) FILTER (event = 'order_completed' AND ${since(30)}) = 0 AND count(*) FILTER (event = 'product_shared' AND ${since(90)}) = 0)`],
      answer: people,
    },
    segment_absence: {
      forms: [`WITH a AS (SELECT a.person, a.ts FROM (${row('product_added')} AND ts <= ${asOf - 3 * day}) a ASOF JOIN (${row('product_viewed')}) v ON a.person = v.person AND a.ts >= v.ts WHERE a.ts - v.ts <= ${day})
  SELECT count(DISTINCT a.person) FROM a ASOF LEFT JOIN (${row('order_completed')}) o ON a.person = o.person AND a.ts < o.ts WHERE o.ts IS NULL OR o.ts - a.ts > ${3 * day}`,
      `SELECT count(DISTINCT person) FROM (SELECT person, ts, event, count(*) FILTER (event = 'product_viewed') OVER before AS views, count(*) FILTER (event = 'order_completed') OVER after AS orders
  FROM b WHERE event IN ('product_viewed', 'product_added', 'order_completed') AND ${span}
  WINDOW before AS (PARTITION BY person ORDER BY ts RANGE BETWEEN ${day} PRECEDING AND CURRENT ROW), after AS (PARTITION BY person ORDER BY ts RANGE BETWEEN 1 FOLLOWING AND ${3 * day} FOLLOWING))
  WHERE event = 'product_added' AND views > 0 AND orders = 0 AND ts <= ${asOf - 3 * day}`],
      answer: people,
    },
  };
};
