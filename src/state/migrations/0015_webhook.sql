-- SPDX-License-Identifier: GPL-3.0-or-later
-- Webhooks: where each stands in the log, their secrets, and what became of events.  Room touch writes all of it.

-- place: LSN of the next row to look at.  tries, began_ms: of the event that waits.  next_ms: not before.  broken: the breaker is open, so
-- that nothing is given up.  status, answer: of the last try that failed.
CREATE TABLE webhook (
  slug @text PRIMARY KEY,
  place @i64 NOT NULL,
  tries @i64 NOT NULL,
  began_ms @i64 NOT NULL,
  next_ms @i64 NOT NULL,
  broken @bool NOT NULL CHECK (broken IN (0, 1)),
  sent @i64 NOT NULL,
  sent_ms @i64 NOT NULL,
  status @i64 NOT NULL,
  answer @text NOT NULL
) @strict;

-- sealed: encrypted with the key of the data directory.  origin: of the address it was made for.  over_ms: until when it still signs beside
-- a newer one; 0 = no end.
CREATE TABLE webhook_secret (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL,
  origin @text NOT NULL,
  sealed @blob NOT NULL,
  made_ms @i64 NOT NULL,
  over_ms @i64 NOT NULL
) @strict;
CREATE INDEX webhook_secret_slug ON webhook_secret (slug, n);

-- state: 1 delivered, 2 dead, 3 dead and to be sent again.  status: of HTTP; 0 = there was no answer.
CREATE TABLE webhook_delivery (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL,
  lsn @i64 NOT NULL,
  event @text NOT NULL,
  state @i64 NOT NULL CHECK (state IN (1, 2, 3)),
  tries @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  status @i64 NOT NULL,
  answer @text NOT NULL
) @strict;
CREATE INDEX webhook_delivery_slug ON webhook_delivery (slug, state, n);
