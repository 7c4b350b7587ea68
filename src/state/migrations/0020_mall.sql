-- SPDX-License-Identifier: GPL-3.0-or-later
-- The points mall: room incentive, incentive/mall.h.  Numbers are dense and given by the writer.

-- An item that was ever ordered, and what its orders take: pieces that wait for money (held), that are somebody's (sold), that came back
-- and are not sold again (gone); cost of all three, in ten-thousandths of the workspace's currency.
CREATE TABLE mall_item (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  held @i64 NOT NULL CHECK (held >= 0),
  sold @i64 NOT NULL CHECK (sold >= 0),
  gone @i64 NOT NULL CHECK (gone >= 0),
  cost @i64 NOT NULL CHECK (cost >= 0)
) @strict;

-- day: of the workspace's zone, when it was ordered; points: in the currency's smallest unit (scale: its decimals), money: of the
-- workspace's; cost: ten-thousandths; balance: of the currency afterwards; txn, back_txn: of the ledger, 0 = none; until_ms: to be paid
-- before, 0 = nothing to pay; status, hand: enum mall_state, enum mall_hand; kept: what came back is not sold again.
CREATE TABLE mall_order (
  n @i64 PRIMARY KEY,
  item @i64 NOT NULL REFERENCES mall_item (n),
  version @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  at_ms @i64 NOT NULL,
  day @i64 NOT NULL,
  hand @i64 NOT NULL CHECK (hand BETWEEN 0 AND 3),
  quantity @i64 NOT NULL CHECK (quantity > 0),
  currency @text NOT NULL,
  scale @i64 NOT NULL,
  points @i64 NOT NULL CHECK (points >= 0),
  money @i64 NOT NULL CHECK (money >= 0),
  cost @i64 NOT NULL CHECK (cost >= 0),
  balance @i64 NOT NULL,
  txn @i64 NOT NULL,
  back_txn @i64 NOT NULL,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 6),
  kept @bool NOT NULL CHECK (kept IN (0, 1)),
  until_ms @i64 NOT NULL,
  changed_ms @i64 NOT NULL,
  store @text NOT NULL,
  paid_ref @text NOT NULL,
  carrier @text NOT NULL,
  tracking @text NOT NULL,
  reason @text NOT NULL
) @strict;
CREATE INDEX mall_order_of ON mall_order (item, holder, day);
CREATE INDEX mall_order_whose ON mall_order (holder, n);
CREATE INDEX mall_order_item ON mall_order (item, n);
CREATE INDEX mall_order_status ON mall_order (status, n);
CREATE INDEX mall_order_day ON mall_order (day, item);
CREATE INDEX mall_order_due ON mall_order (until_ms) WHERE status = 0;

-- Where something is sent: goes when the person is erased.
CREATE TABLE mall_contact (
  ord @i64 PRIMARY KEY REFERENCES mall_order (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  name @text NOT NULL,
  phone @text NOT NULL,
  address @text NOT NULL,
  note @text NOT NULL
) @strict;
CREATE INDEX mall_contact_of ON mall_contact (holder);

-- Everything that was done to an order, each once for a key.  what: enum mall_what.
CREATE TABLE mall_act (
  n @i64 PRIMARY KEY,
  ord @i64 NOT NULL REFERENCES mall_order (n),
  at_ms @i64 NOT NULL,
  what @i64 NOT NULL,
  actor @text NOT NULL,
  key @text NOT NULL,
  hash @i64 NOT NULL,
  note @text NOT NULL,
  UNIQUE (actor, key)
) @strict;
CREATE INDEX mall_act_of ON mall_act (ord, n);
