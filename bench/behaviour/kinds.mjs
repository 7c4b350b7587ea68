// The kinds of questions in the order of the table. Each module: titles {question: text}, and per peer a function of {asOf (ms), settings (ClickHouse)}
// that gives {question: {forms: [sql], answer: rows => what bench_behaviour prints for it}}.
import * as attribution from './attribution.mjs';
import * as funnel from './funnel.mjs';
import * as paths from './paths.mjs';
import * as retention from './retention.mjs';
import * as segment from './segment.mjs';
import * as trend from './trend.mjs';

export const kinds = [funnel, retention, paths, attribution, trend, segment];
