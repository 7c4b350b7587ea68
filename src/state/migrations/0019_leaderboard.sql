-- SPDX-License-Identifier: GPL-3.0-or-later
-- Leaderboards: room incentive (rank_*.c).  Numbers are dense and given by the writer.

-- A board that was ever active.  first_ms: when it was met; given, points (units of 10^-4), coupons: prizes of all periods, as far as they
-- count for its budget.
CREATE TABLE rank_doc (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  first_ms @i64 NOT NULL,
  given @i64 NOT NULL,
  points @i64 NOT NULL,
  coupons @i64 NOT NULL
) @strict;

-- A period that is over.  state: 0 being written (nothing of it counts yet), 1 settled, for ever, 2 its prizes are given too.  version: of
-- the document that it was settled under; lsn: what was in the log; people: listed; kept: the first so many are in rank_place; done: of
-- these, looked at for prizes; winners: who got one.
CREATE TABLE rank_period (
  n @i64 PRIMARY KEY,
  doc @i64 NOT NULL REFERENCES rank_doc (n),
  from_ms @i64 NOT NULL,
  until_ms @i64 NOT NULL,
  version @i64 NOT NULL,
  state @i64 NOT NULL CHECK (state BETWEEN 0 AND 2),
  lsn @i64 NOT NULL,
  settled_ms @i64 NOT NULL,
  people @i64 NOT NULL,
  kept @i64 NOT NULL,
  done @i64 NOT NULL,
  winners @i64 NOT NULL,
  UNIQUE (doc, until_ms)
) @strict;

-- A place of the first ones.  position: from 1, each once; rank: as ties share it; score: units of 10^-4; prize: of the document's ranges,
-- -1 none; status: 0 no prize (yet), 1 given, 2 the budget was used up.
CREATE TABLE rank_place (
  n @i64 PRIMARY KEY,
  period @i64 NOT NULL REFERENCES rank_period (n),
  position @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  rank @i64 NOT NULL,
  score @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  prize @i64 NOT NULL,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 2),
  UNIQUE (period, position)
) @strict;
CREATE INDEX rank_place_of ON rank_place (holder, period);

-- Everybody's place, 65,536 numbers of people to a row; incentive/rank_bytes.c says how.
CREATE TABLE rank_chunk (
  period @i64 NOT NULL REFERENCES rank_period (n),
  chunk @i64 NOT NULL,
  places @blob NOT NULL,
  PRIMARY KEY (period, chunk)
) @strict;
