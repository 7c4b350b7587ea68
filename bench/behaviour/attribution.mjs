// Peers' linear attribution. ClickHouse: a person's touches and orders as arrays, or a join; DuckDB: a join.
const within = 30 * 86400000, touches = ['page_viewed', 'application_opened', 'promotion_clicked', 'message_clicked'].map(x => `'${x}'`).join(', ');

export const titles = { attribution: 'linear attribution of orders to the visits and clicks of 30 days, by channel' };

const answer = rows => Object.fromEntries(rows.map(([g, ...n]) => [g, n.map(Number)]));
const joined = (asOf, settings) => `WITH c AS (SELECT row_number() OVER () AS id, person, ts FROM b WHERE event = 'order_completed' AND ts <= ${asOf}),
  k AS (SELECT c.id AS id, t.channel AS channel, count(*) AS k FROM b AS t JOIN c ON t.person = c.person WHERE t.event IN (${touches}) AND t.ts <= c.ts AND t.ts >= c.ts - ${within} GROUP BY c.id, t.channel),
  n AS (SELECT id, channel, k, sum(k) OVER (PARTITION BY id) AS n FROM k)
  SELECT channel AS g, round(sum(k / n)) AS credit, count(*) AS touched FROM n GROUP BY channel
  UNION ALL SELECT '(none)', (SELECT count(*) FROM c) - count(DISTINCT id), (SELECT count(*) FROM c) - count(DISTINCT id) FROM k ${settings}`;

export const clickhouse = ({ asOf, settings }) => {
  const arrays = more => `SELECT p.1 AS g, round(sum(p.2)) AS credit, count() AS touched FROM (
  SELECT arrayJoin(if(empty(own), [('(none)', 1.)], arrayMap(ch -> (ch, countEqual(own, ch) / length(own)), arrayDistinct(own)))) AS p FROM (
  SELECT arrayJoin(orders) AS t, arrayFilter((ch, x) -> x <= t AND x + ${within} >= t, channels, times) AS own FROM (
  SELECT groupArrayIf(ts, event = 'order_completed') AS orders, groupArrayIf(toString(channel), event != 'order_completed') AS channels, groupArrayIf(ts, event != 'order_completed') AS times
  FROM b WHERE event IN ('order_completed', ${touches}) AND ts <= ${asOf} GROUP BY person HAVING notEmpty(orders)))) GROUP BY g ${settings}${more}`;
  return { attribution: { forms: [arrays(''), arrays(', optimize_aggregation_in_order = 1'), joined(asOf, settings)], answer } };
};

export const duckdb = ({ asOf }) => ({
  attribution: {
    forms: [joined(asOf, '')],
    answer,
  },
});
