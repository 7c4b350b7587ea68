-- SPDX-License-Identifier: GPL-3.0-or-later
-- Promotional prices: room loyalty (promo_*.c).

-- What a promotion has given: one row for each of its items, and one of item '' for all of them.  Units: held by reservations, sold (less those
-- returned), returned, and of these kept from being sold again.  off: what the prices take off, in the smallest unit of the currency.
CREATE TABLE promotion_book (
  promotion @text NOT NULL,
  item @text NOT NULL,
  held @i64 NOT NULL CHECK (held >= 0),
  sold @i64 NOT NULL CHECK (sold >= 0),
  returned @i64 NOT NULL CHECK (returned >= 0),
  kept @i64 NOT NULL CHECK (kept >= 0),
  held_off @i64 NOT NULL CHECK (held_off >= 0),
  sold_off @i64 NOT NULL CHECK (sold_off >= 0),
  PRIMARY KEY (promotion, item)
) @strict;

-- Units of an item in an order.  price, list: of one.  status: 0 reserved, 1 redeemed, 2 released, 3 its reservation was over.  kept: of the
-- returned ones.  due_ms: when the reservation is over.
CREATE TABLE promotion_use (
  n @i64 PRIMARY KEY,
  promotion @text NOT NULL,
  item @text NOT NULL,
  version @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  order_ref @text NOT NULL,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 3),
  units @i64 NOT NULL CHECK (units > 0),
  returned @i64 NOT NULL CHECK (returned >= 0 AND returned <= units),
  kept @i64 NOT NULL CHECK (kept >= 0 AND kept <= returned),
  price @i64 NOT NULL,
  list @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  due_ms @i64
) @strict;
CREATE INDEX promotion_use_holder ON promotion_use (holder, promotion);
CREATE INDEX promotion_use_order ON promotion_use (order_ref);
CREATE INDEX promotion_use_of ON promotion_use (promotion, n);
CREATE INDEX promotion_use_due ON promotion_use (due_ms) WHERE due_ms IS NOT NULL;
