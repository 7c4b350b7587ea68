-- SPDX-License-Identifier: GPL-3.0-or-later
-- Since which place of the log each version of a programme enrols: loyalty/since.h, loyalty/enrol.c.

CREATE TABLE enrol_doc (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  first_lsn @i64 NOT NULL,
  first_ms @i64 NOT NULL
) @strict;
CREATE TABLE enrol_version (
  doc @i64 NOT NULL REFERENCES enrol_doc (n),
  from_lsn @i64 NOT NULL,
  version @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  PRIMARY KEY (doc, from_lsn)
) @strict;

-- Those that are there now count for what the consumer has not read yet, as before.
INSERT INTO enrol_doc (n, slug, first_lsn, first_ms) SELECT row_number() OVER (ORDER BY slug), slug, 0, created_ms FROM resource
  WHERE kind = 'programme' AND status = 'active';
INSERT INTO enrol_version (doc, from_lsn, version, at_ms) SELECT d.n, 0, r.version, r.updated_ms FROM enrol_doc d
  JOIN resource r ON r.kind = 'programme' AND r.slug = d.slug;
