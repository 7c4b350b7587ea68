// Peers' trends: people per week and channel, counted at once, or as different (person, week, channel) first.
const week = 7 * 86400000, from = Date.parse('2024-12-30T00:00:00+08:00'), weeks = 79;

export const titles = { trend_weekly: 'trend: weekly active people by channel, 79 weeks' };

// rows: [channel, week, people]
const lines = rows => {
  const table = {};
  for (const [c, k, n] of rows) (table[c ?? ''] ??= Array(weeks).fill(0))[Number(k)] = Number(n);
  return table;
};

export const clickhouse = ({ asOf, settings }) => {
  const w = `toUInt16(intDiv(ts - ${from}, ${week}))`, rows = `FROM b WHERE ts >= ${from} AND ts <= ${asOf}`;
  const distinct = f => more => `SELECT channel, ${w} AS k, ${f}(person) ${rows} GROUP BY channel, k ${settings}${more}`;
  const twice = more => `SELECT channel, k, count() FROM (SELECT person, channel, ${w} AS k ${rows} GROUP BY person, channel, k) GROUP BY channel, k ${settings}${more}`;
  const masks = more => `SELECT channel, k, sum(n) FROM (SELECT channel, count() AS n, arrayJoin(ws) AS k FROM (SELECT channel, groupUniqArray(${w}) AS ws ${rows} GROUP BY person, channel) GROUP BY channel, k) GROUP BY channel, k ${settings}${more}`;
  const bitmap = more => `SELECT channel, ${w} AS k, groupBitmap(person) ${rows} GROUP BY channel, k ${settings}${more}`;
  return { trend_weekly: { forms: [distinct('uniqExact')(''), bitmap(''), twice(''), twice(', optimize_aggregation_in_order = 1'), masks(', optimize_aggregation_in_order = 1')], answer: lines } };
};

export const duckdb = ({ asOf }) => {
  const w = `((ts - ${from}) // ${week})`, rows = `FROM b WHERE ts >= ${from} AND ts <= ${asOf}`;
  return {
    trend_weekly: {
      forms: [`SELECT channel, ${w} AS k, count(DISTINCT person) ${rows} GROUP BY channel, k`,
        `SELECT channel, k, count(*) FROM (SELECT DISTINCT person, channel, ${w} AS k ${rows}) GROUP BY channel, k`], answer: lines,
    },
  };
};
