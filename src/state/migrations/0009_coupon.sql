-- SPDX-License-Identifier: GPL-3.0-or-later
-- Coupons that were made: room loyalty.

-- What a kind of coupons has given, one row for each kind ever used.  pool: codes that nobody has claimed; issued: coupons that
-- somebody got; reserved and redeemed: those that are so now, and the discounts of them in the smallest unit of the currency.
CREATE TABLE coupon_book (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  pool @i64 NOT NULL CHECK (pool >= 0),
  issued @i64 NOT NULL CHECK (issued >= 0),
  claimed @i64 NOT NULL CHECK (claimed >= 0),
  reserved @i64 NOT NULL CHECK (reserved >= 0),
  redeemed @i64 NOT NULL CHECK (redeemed >= 0),
  expired @i64 NOT NULL CHECK (expired >= 0),
  revoked @i64 NOT NULL CHECK (revoked >= 0),
  reserved_amount @i64 NOT NULL CHECK (reserved_amount >= 0),
  redeemed_amount @i64 NOT NULL CHECK (redeemed_amount >= 0)
) @strict;

-- What a job makes: coupons for a segment, or a pool of codes.  list: a hash of the list of its targets.  done: how many of its targets are settled; it and the coupons of
-- these are written in one transaction.
CREATE TABLE coupon_batch (
  n @i64 PRIMARY KEY,
  id @text NOT NULL UNIQUE,
  kind @i64 NOT NULL REFERENCES coupon_book (n),
  what @text NOT NULL CHECK (what IN ('segment', 'pool', 'file')),
  started_ms @i64 NOT NULL,
  list @i64 NOT NULL,
  targets @i64 NOT NULL,
  done @i64 NOT NULL,
  issued @i64 NOT NULL,
  held_out @i64 NOT NULL,
  refused @i64 NOT NULL,
  exported_ms @i64,
  exported_by @text
) @strict;

-- holder null: a code of a pool that nobody has claimed.  code_key is how codes are compared.  used_ms, order_ref, discount and
-- order_total are of the order that has or had it; held_ms: until when it is reserved.  due_ms: when the sweep has to see to it.
CREATE TABLE coupon (
  n @i64 PRIMARY KEY,
  id @text NOT NULL UNIQUE,
  kind @i64 NOT NULL REFERENCES coupon_book (n),
  version @i64 NOT NULL,
  holder @i64 REFERENCES holder (n),
  status @text NOT NULL CHECK (status IN ('issued', 'reserved', 'redeemed', 'expired', 'revoked')),
  code @text NOT NULL,
  code_key @text NOT NULL UNIQUE,
  from_ms @i64 NOT NULL,
  until_ms @i64 NOT NULL,
  issued_ms @i64 NOT NULL,
  claimed_ms @i64,
  source @text NOT NULL,
  batch @i64 REFERENCES coupon_batch (n),
  used_ms @i64,
  order_ref @text,
  discount @i64 NOT NULL,
  order_total @i64 NOT NULL,
  held_ms @i64,
  due_ms @i64
) @strict;
CREATE INDEX coupon_holder ON coupon (holder, kind);
CREATE INDEX coupon_of_kind ON coupon (kind, n);
CREATE INDEX coupon_due ON coupon (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX coupon_order ON coupon (order_ref) WHERE order_ref IS NOT NULL;
CREATE INDEX coupon_of_batch ON coupon (batch, n) WHERE batch IS NOT NULL;

-- Every request that changed something, for ever: the same key gives the same answer.
CREATE TABLE coupon_act (
  actor @text NOT NULL,
  ask_key @text NOT NULL,
  hash @blob NOT NULL,
  answer @text NOT NULL,
  at_ms @i64 NOT NULL,
  PRIMARY KEY (actor, ask_key)
) @strict;

-- Who was in the target of a batch and was not issued to, for the measurement of effects.
CREATE TABLE coupon_holdout (
  batch @i64 NOT NULL REFERENCES coupon_batch (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  at_ms @i64 NOT NULL,
  PRIMARY KEY (batch, holder)
) @strict;
