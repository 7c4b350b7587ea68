-- SPDX-License-Identifier: GPL-3.0-or-later
-- Prize draws: room incentive, incentive/draw.h.  Numbers are dense and given by the writer.

-- A draw that was ever open.  seed, commitment (of the seed), salt (of pseudonyms), head (of the chain of turns): hex.  cost: of all
-- prizes given, in ten-thousandths of the workspace's currency.  revealed_ms 0: the seed is still a secret.
CREATE TABLE draw (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  seed @text NOT NULL,
  commitment @text NOT NULL,
  salt @text NOT NULL,
  at_ms @i64 NOT NULL,
  turns @i64 NOT NULL,
  head @text NOT NULL,
  cost @i64 NOT NULL,
  revealed_ms @i64 NOT NULL
) @strict;

-- One turn of somebody, never changed.  seq: of the draw, dense from 1; version: of the document; number: what chance said; drawn: the
-- prize that it is, prize: the one given ('' = none), why: what made the difference (enum draw_why).  points: price, in the currency's
-- smallest unit, with the ledger's transaction.  chain: hash of this turn and all before it.
CREATE TABLE draw_turn (
  n @i64 PRIMARY KEY,
  draw @i64 NOT NULL REFERENCES draw (n),
  seq @i64 NOT NULL,
  version @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  at_ms @i64 NOT NULL,
  actor @text NOT NULL,
  key @text NOT NULL,
  hash @i64 NOT NULL,
  nonce @text NOT NULL,
  pseudonym @text NOT NULL,
  number @i64 NOT NULL,
  drawn @text NOT NULL,
  prize @text NOT NULL,
  why @i64 NOT NULL CHECK (why BETWEEN 0 AND 3),
  free @bool NOT NULL CHECK (free IN (0, 1)),
  currency @text NOT NULL,
  points @i64 NOT NULL,
  balance @i64 NOT NULL,
  txn @i64 NOT NULL,
  chain @text NOT NULL,
  UNIQUE (actor, key),
  UNIQUE (draw, seq)
) @strict;
CREATE INDEX draw_turn_of ON draw_turn (draw, holder, seq);
CREATE INDEX draw_turn_won ON draw_turn (draw, prize, seq) WHERE prize <> '';

-- What somebody has used up on a day of the workspace's zone.
CREATE TABLE draw_use (
  draw @i64 NOT NULL REFERENCES draw (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  day @i64 NOT NULL,
  turns @i64 NOT NULL,
  free @i64 NOT NULL,
  PRIMARY KEY (draw, holder, day)
) @strict;

-- How often a prize ('' = none) came out in a version of the document, and how often it was given.
CREATE TABLE draw_prize (
  draw @i64 NOT NULL REFERENCES draw (n),
  prize @text NOT NULL,
  version @i64 NOT NULL,
  drawn @i64 NOT NULL,
  given @i64 NOT NULL,
  PRIMARY KEY (draw, prize, version)
) @strict;

CREATE TABLE draw_day (
  draw @i64 NOT NULL REFERENCES draw (n),
  day @i64 NOT NULL,
  currency @text NOT NULL,
  turns @i64 NOT NULL,
  wins @i64 NOT NULL,
  points @i64 NOT NULL,
  cost @i64 NOT NULL,
  PRIMARY KEY (draw, day, currency)
) @strict;

-- Things that were handed over by hand.
CREATE TABLE draw_handed (
  turn @i64 PRIMARY KEY REFERENCES draw_turn (n),
  at_ms @i64 NOT NULL,
  actor @text NOT NULL,
  note @text NOT NULL
) @strict;
