-- SPDX-License-Identifier: GPL-3.0-or-later
-- What came with each write key of late: room access writes it and drops what is older than two days.

-- quarter: ms UTC at which a quarter of an hour begins; every time zone's day begins with one.  events: taken; rejects: became
-- dead letters; refusals: requests turned away as a whole.
CREATE TABLE write_use (
  write_key_id @text NOT NULL REFERENCES write_key (id),
  quarter @i64 NOT NULL,
  events @i64 NOT NULL,
  rejects @i64 NOT NULL,
  refusals @i64 NOT NULL,
  PRIMARY KEY (write_key_id, quarter)
) @strict;
