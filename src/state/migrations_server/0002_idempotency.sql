-- SPDX-License-Identifier: GPL-3.0-or-later
-- Answers of requests that carried an Idempotency-Key, kept for a day.  Room api reads and writes it.
-- id: keyed hash of (workspace, actor, route, key).  hash: of the request.  answer: sealed with a key that only the
-- client's Idempotency-Key gives, because it may hold a secret that is shown once.

CREATE TABLE idempotent (
  id @blob PRIMARY KEY CHECK (length(id) = 32),
  hash @blob NOT NULL CHECK (length(hash) = 32),
  status @i64 NOT NULL CHECK (status BETWEEN 200 AND 299),
  location @text NOT NULL,
  answer @blob NOT NULL,
  at_ms @i64 NOT NULL
) @strict;
CREATE INDEX idempotent_at ON idempotent (at_ms);
