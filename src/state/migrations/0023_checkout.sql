-- SPDX-License-Identifier: GPL-3.0-or-later
-- Points as money in orders: room loyalty (checkout_*.c).

-- What an order uses of a currency; points in its smallest unit, money in that of the workspace.  hold: the ledger's freeze while it is
-- reserved; spend: what it became.  steps: postings made for it, which are the keys of the next.  lines: JSON, each with what is to be
-- paid for it, its shares of money and points, and how many units were returned.  due_ms: when the reservation ends.
CREATE TABLE checkout (
  n @i64 PRIMARY KEY,
  order_ref @text NOT NULL UNIQUE,
  currency @text NOT NULL,
  decimals @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  status @text NOT NULL CHECK (status IN ('reserved', 'redeemed', 'released', 'lapsed', 'returned')),
  points @i64 NOT NULL CHECK (points > 0),
  money @i64 NOT NULL CHECK (money > 0),
  points_back @i64 NOT NULL CHECK (points_back BETWEEN 0 AND points),
  money_back @i64 NOT NULL CHECK (money_back BETWEEN 0 AND money),
  hold @i64 NOT NULL,
  spend @i64 NOT NULL,
  steps @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  lines @text NOT NULL,
  due_ms @i64
) @strict;
CREATE INDEX checkout_of ON checkout (holder, at_ms);
CREATE INDEX checkout_due ON checkout (due_ms) WHERE due_ms IS NOT NULL;
