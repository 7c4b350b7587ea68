// Peers' funnels: forms of each query, of which the fastest counts. See ../behaviour.mjs.
const week = 7 * 86400000;
const four = ['product_viewed', 'product_added', 'order_completed', 'product_shared'], three = ['product_viewed', 'product_added', 'product_shared'];
const list = names => names.map(x => `'${x}'`).join(', ');

export const titles = {
  funnel: 'funnel: viewed → added → ordered → shared within 7 days',
  funnel_by_hold: 'funnel: viewed → added → shared within 7 days, the same item, one funnel per category',
};

const all = rows => rows.reduce((sum, [, ...n]) => n.map((x, i) => (sum[i] ?? 0) + Number(x)), []);
const whole = rows => ({ all: all(rows) });
const grouped = rows => ({ all: all(rows), ...Object.fromEntries(rows.map(([g, ...n]) => [g, n.map(Number)])) });

export const clickhouse = ({ asOf, settings }) => {
  const window = steps => `windowFunnel(${week})(ts, ${steps.map(s => `event = '${s}'`).join(', ')})`;
  const counts = n => Array.from({ length: n }, (_, i) => `countIf(l >= ${i + 1})`).join(', ');
  const funnel = more => `SELECT '' AS g, ${counts(4)} FROM (SELECT ${window(four)} AS l FROM b WHERE event IN (${list(four)}) AND ts <= ${asOf} GROUP BY person)
  ${settings}${more}`;
  const hold = more => `SELECT g, ${counts(3)} FROM (SELECT category AS g, max(l) AS l FROM (SELECT person, any(category) AS category, ${window(three)} AS l FROM b
  WHERE event IN (${list(three)}) AND item != '' AND ts <= ${asOf} GROUP BY person, item) GROUP BY person, category) WHERE l > 0 GROUP BY g ${settings}${more}`;
  const forms = make => [make(''), make(', optimize_aggregation_in_order = 1')];
  return { funnel: { forms: forms(funnel), answer: whole }, funnel_by_hold: { forms: forms(hold), answer: grouped } };
};

export const duckdb = ({ asOf }) => {
  const chain = (steps, keys) => steps.map((s, i) => {
    const from = `FROM b${i ? ` ASOF JOIN s${i - 1} ON ${keys.map(k => `b.${k} = s${i - 1}.${k}`).join(' AND ')} AND b.ts >= s${i - 1}.ts` : ''}`;
    return `s${i} AS (SELECT ${keys.map(k => `b.${k}`).join(', ')}, b.ts, ${i ? 'start' : 'b.ts AS start'}${keys.length > 1 ? ', b.category' : ''} ${from} WHERE b.event = '${s}' AND b.ts <= ${asOf}${i ? ` AND b.ts - start <= ${week}` : ''}${keys.length > 1 ? " AND b.item <> ''" : ''})`;
  }).join(',\n  ');
  return {
    funnel: { forms: [`WITH ${chain(four, ['person'])}\n  SELECT '', ${four.map((_, i) => `(SELECT count(DISTINCT person) FROM s${i})`).join(', ')}`], answer: whole },
    funnel_by_hold: { forms: [`WITH ${chain(three, ['person', 'item'])}\n  SELECT g, ${three.map((_, i) => `count(DISTINCT person) FILTER (k = ${i})`).join(', ')} FROM (${three.map((_, i) => `SELECT person, category AS g, ${i} AS k FROM s${i}`).join(' UNION ALL ')}) GROUP BY g`], answer: grouped },
  };
};
