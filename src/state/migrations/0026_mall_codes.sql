-- SPDX-License-Identifier: GPL-3.0-or-later
-- The mall: codes of others that items hand out (incentive/mall_code.h), and sums of orders by day (incentive/mall_day.c).  Numbers are
-- dense and given by the writer.

-- How many codes of each state a pool has: mall_code.status.
CREATE TABLE mall_pool (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  free @i64 NOT NULL CHECK (free >= 0),
  held @i64 NOT NULL CHECK (held >= 0),
  given @i64 NOT NULL CHECK (given >= 0),
  spent @i64 NOT NULL CHECK (spent >= 0),
  withdrawn @i64 NOT NULL CHECK (withdrawn >= 0)
) @strict;

-- An import, once for a key.  lines: that it has; done: that are settled; added: codes among those.
CREATE TABLE mall_load (
  n @i64 PRIMARY KEY,
  pool @i64 NOT NULL REFERENCES mall_pool (n),
  at_ms @i64 NOT NULL,
  actor @text NOT NULL,
  key @text NOT NULL,
  hash @i64 NOT NULL,
  lines @i64 NOT NULL,
  done @i64 NOT NULL,
  added @i64 NOT NULL,
  UNIQUE (actor, key)
) @strict;
CREATE INDEX mall_load_of ON mall_load (pool, n);

-- mark: by which it is known again (base/seal.h); sealed: the code, NULL once its person is erased; status: enum mall_code_state; ord: of
-- which order, 0 = none.
CREATE TABLE mall_code (
  n @i64 PRIMARY KEY,
  pool @i64 NOT NULL REFERENCES mall_pool (n),
  load @i64 NOT NULL REFERENCES mall_load (n),
  line @i64 NOT NULL,
  mark @blob NOT NULL UNIQUE,
  sealed @blob,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 4),
  ord @i64 NOT NULL,
  CHECK ((status BETWEEN 1 AND 3) = (ord <> 0))
) @strict;
CREATE UNIQUE INDEX mall_code_line ON mall_code (load, line);
CREATE INDEX mall_code_free ON mall_code (pool, n) WHERE status = 0;
CREATE INDEX mall_code_of ON mall_code (ord) WHERE ord <> 0;

-- Which pool an order has codes of; 0: none.
ALTER TABLE mall_order ADD COLUMN pool @i64 NOT NULL DEFAULT 0;

-- What the orders made on a day say as they are now.
CREATE TABLE mall_day (
  day @i64 NOT NULL,
  item @i64 NOT NULL REFERENCES mall_item (n),
  currency @text NOT NULL,
  scale @i64 NOT NULL,
  orders @i64 NOT NULL,
  pieces @i64 NOT NULL,
  points @i64 NOT NULL,
  money @i64 NOT NULL,
  cost @i64 NOT NULL,
  awaiting @i64 NOT NULL,
  back @i64 NOT NULL,
  codes @i64 NOT NULL,
  PRIMARY KEY (day, item, currency)
) @strict;
INSERT INTO mall_day (day, item, currency, scale, orders, pieces, points, money, cost, awaiting, back, codes)
SELECT day, item, currency, max(scale), CAST(coalesce(sum(1) FILTER (WHERE status BETWEEN 1 AND 4), 0) AS @i64),
  CAST(coalesce(sum(quantity) FILTER (WHERE status BETWEEN 1 AND 4), 0) AS @i64),
  CAST(coalesce(sum(points) FILTER (WHERE status BETWEEN 1 AND 4), 0) AS @i64),
  CAST(coalesce(sum(money) FILTER (WHERE status BETWEEN 1 AND 4), 0) AS @i64),
  CAST(coalesce(sum(cost) FILTER (WHERE status BETWEEN 1 AND 4 OR kept = 1), 0) AS @i64),
  CAST(coalesce(sum(1) FILTER (WHERE status = 0), 0) AS @i64), CAST(coalesce(sum(1) FILTER (WHERE status > 4), 0) AS @i64), 0
FROM mall_order GROUP BY day, item, currency;

-- Who ordered within some days is asked of an index alone.
DROP INDEX mall_order_day;
CREATE INDEX mall_order_day ON mall_order (day, item, status, holder);
