-- SPDX-License-Identifier: GPL-3.0-or-later
-- The outbox numbers its batches: src/workspace/outbox.h, docs/decisions/0017.

-- One row, made by the first opening for writing.  id: whose numbers these are, 32 hexadecimal digits; empty: nobody's yet.  seq: of the
-- newest batch, without gaps from 1.  logged: the newest batch that is known to be in the log, whose mark is its record logged_lsn; 0 = none.
CREATE TABLE outbox_head (
  one @i64 PRIMARY KEY CHECK (one = 1),
  id @text NOT NULL,
  seq @i64 NOT NULL CHECK (seq >= 0),
  logged @i64 NOT NULL CHECK (logged >= 0 AND logged <= seq),
  logged_lsn @i64 NOT NULL
) @strict;
CREATE TABLE outbox_batch (
  seq @i64 PRIMARY KEY CHECK (seq >= 1),
  batch @blob NOT NULL
) @strict;
INSERT INTO outbox_batch (seq, batch) SELECT row_number() OVER (ORDER BY n), batch FROM outbox;
DROP TABLE outbox;
