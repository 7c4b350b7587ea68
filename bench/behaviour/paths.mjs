// Peers' paths. ClickHouse: a person's events as arrays, split into sessions; DuckDB: window functions number the sessions. Events as small numbers or as names.
const gap = 30 * 60000, start = 'product_viewed', top = 50;
const nodes = ['product_viewed', 'page_viewed', 'promotion_viewed', 'message_sent', 'application_opened', 'product_list_viewed', 'product_added', 'products_searched', 'signed_up',
  'product_added_to_wishlist', 'checkout_started', 'message_opened', 'promotion_clicked', 'order_completed', 'member_joined', 'message_clicked', 'product_shared', 'product_removed',
  'followed', 'product_reviewed', 'order_refunded'];
const list = nodes.map(x => `'${x}'`).join(', ');

export const titles = { paths: 'top 50 paths of depth 5 from a product viewed, sessions of 30 minutes' };

const answer = rows => Object.fromEntries(rows.map(([path, n]) => [path, [Number(n)]]));

export const clickhouse = ({ asOf, settings }) => {
  const paths = (event, first, name, more) => `SELECT arrayStringConcat(names, '>') AS p, n FROM (SELECT ${name} AS names, count() AS n FROM (
  SELECT arrayJoin(arrayDistinct(arrayMap(s -> arraySlice(arrayCompact(arraySlice(s, indexOf(s, ${first}))), 1, 5), arrayFilter(s -> has(s, ${first}),
    arraySplit((e, d) -> d > ${gap}, events, arrayDifference(times)))))) AS path
  FROM (SELECT person, groupArray(${event}) AS events, groupArray(ts) AS times FROM b WHERE event IN (${list}) AND ts <= ${asOf} GROUP BY person)) GROUP BY path)
  ORDER BY n DESC, length(names), names LIMIT ${top} ${settings}${more}`;
  const forms = more => [paths('event', `'${start}'`, 'path', more), paths(`toUInt8(indexOf([${list}], event))`, 1, `arrayMap(i -> [${list}][i], path)`, more)];
  return { paths: { forms: [...forms(''), ...forms(', optimize_aggregation_in_order = 1')], answer } };
};

export const duckdb = ({ asOf }) => ({
  paths: {
    forms: [`WITH r AS (SELECT person, ts, event, coalesce(ts - lag(ts) OVER w > ${gap}, true)::INT AS apart FROM b WHERE event IN (${list}) AND ts <= ${asOf} WINDOW w AS (PARTITION BY person ORDER BY ts)),
  s AS (SELECT person, ts, event, sum(apart) OVER (PARTITION BY person ORDER BY ts ROWS UNBOUNDED PRECEDING) AS session FROM r),
  f AS (SELECT *, max(event = '${start}') OVER w AS begun FROM s WINDOW w AS (PARTITION BY person, session ORDER BY ts ROWS UNBOUNDED PRECEDING)),
  c AS (SELECT *, lag(event) OVER w AS before FROM f WHERE begun WINDOW w AS (PARTITION BY person, session ORDER BY ts)),
  p AS (SELECT person, list(event ORDER BY ts)[1:5] AS path FROM c WHERE before IS DISTINCT FROM event GROUP BY person, session)
  SELECT array_to_string(path, '>'), count(DISTINCT person) AS n FROM p GROUP BY path ORDER BY n DESC, len(path), path LIMIT ${top}`],
    answer,
  },
});

// Which of two events of one moment came first decides some paths; the peers' tables do not keep it.
export const near = { paths: 1e-4 };
