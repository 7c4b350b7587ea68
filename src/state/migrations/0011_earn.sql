-- SPDX-License-Identifier: GPL-3.0-or-later
-- What events earned, and by which rules: room loyalty (earn*.c).

-- A rule that was ever met.  first_lsn and first_ms: when that was; what happened before is history to it.  Sums are in the
-- currency's smallest unit.  error_*: how often it could not be computed or posted, and the first such event.
CREATE TABLE earn_rule (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  first_lsn @i64 NOT NULL,
  first_ms @i64 NOT NULL,
  grants @i64 NOT NULL,
  granted @i64 NOT NULL,
  taken_back @i64 NOT NULL,
  budget_used @i64 NOT NULL,
  errors @i64 NOT NULL,
  error_lsn @i64 NOT NULL,
  error_en @text NOT NULL,
  error_zh @text NOT NULL
) @strict;

-- Which version of the document counts for events from from_lsn on; 0: none, it was archived.
CREATE TABLE earn_version (
  rule @i64 NOT NULL REFERENCES earn_rule (n),
  from_lsn @i64 NOT NULL,
  version @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  PRIMARY KEY (rule, from_lsn)
) @strict;

-- One row per event that a rule matched, once for ever.  raw: before caps; points: granted; capped: the cap that cut it.  ref: the
-- order; txn: the ledger's, 0 if there was nothing to grant; base: the order's amount, refunded: how much of that was given back; taken_back: of the points.
CREATE TABLE earn_grant (
  rule @i64 NOT NULL REFERENCES earn_rule (n),
  lsn @i64 NOT NULL,
  version @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  txn @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  ref @text NOT NULL,
  base @text NOT NULL,
  times @text NOT NULL,
  raw @i64 NOT NULL,
  points @i64 NOT NULL,
  capped @text NOT NULL,
  refunded @text NOT NULL,
  taken_back @i64 NOT NULL,
  PRIMARY KEY (rule, lsn)
) @strict;
CREATE INDEX earn_grant_ref ON earn_grant (ref, rule, lsn);
CREATE INDEX earn_grant_lsn ON earn_grant (lsn);

-- Where the consumer stands, beside its cursor: a repaired workspace has lost that, and what was earned must not be earned again.
CREATE TABLE earn_place (
  one @i64 PRIMARY KEY CHECK (one = 1),
  lsn @i64 NOT NULL
) @strict;

-- What counts against caps per person: by holder and span (d, w, m of which `day` is the first, t).
CREATE TABLE earn_use (
  rule @i64 NOT NULL REFERENCES earn_rule (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  span @text NOT NULL CHECK (span IN ('d', 'w', 'm', 't')),
  day @i64 NOT NULL,
  points @i64 NOT NULL,
  PRIMARY KEY (rule, holder, span, day)
) @strict;

-- Refunds that came before what they refund.
CREATE TABLE earn_early (
  rule @i64 NOT NULL REFERENCES earn_rule (n),
  ref @text NOT NULL,
  lsn @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  amount @text NOT NULL,
  PRIMARY KEY (rule, ref, lsn)
) @strict;

-- By day of the workspace's zone, of the event's time.
CREATE TABLE earn_day (
  rule @i64 NOT NULL REFERENCES earn_rule (n),
  day @i64 NOT NULL,
  grants @i64 NOT NULL,
  points @i64 NOT NULL,
  PRIMARY KEY (rule, day)
) @strict;
