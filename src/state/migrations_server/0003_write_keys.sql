-- SPDX-License-Identifier: GPL-3.0-or-later
-- Write keys: by what events are let in.  Room access reads and writes them.

-- kind: browser 0, server 1.  scopes: bits, see collect/key.h.  origins: with blanks between, '' = any.  Rates are events a
-- second, 0 = no limit.  events and last_event_ms lag by up to a minute.
CREATE TABLE write_key (
  id @text PRIMARY KEY,
  kind @i64 NOT NULL CHECK (kind IN (0, 1)),
  title @text NOT NULL CHECK (title <> ''),
  workspace @text NOT NULL CHECK (workspace <> '*' AND workspace <> ''),
  scopes @i64 NOT NULL CHECK (scopes BETWEEN 1 AND 15),
  origins @text NOT NULL,
  rate @i64 NOT NULL CHECK (rate >= 0),
  address_rate @i64 NOT NULL CHECK (address_rate >= 0),
  keep_ip @i64 NOT NULL CHECK (keep_ip IN (0, 1)),
  created_by @text NOT NULL,
  created_ms @i64 NOT NULL,
  revoked_ms @i64 NOT NULL DEFAULT 0,
  events @i64 NOT NULL DEFAULT 0,
  last_event_ms @i64 NOT NULL DEFAULT 0
) @strict;
CREATE INDEX write_key_workspace ON write_key (workspace, created_ms);

-- What a client sends.  More than one of a key works while it is being rotated: until_ms is when one stops, 0 = never.
-- shown: the text of a browser key, which is public; '' for a server key, of which only the hash is kept.
CREATE TABLE write_secret (
  hash @blob PRIMARY KEY CHECK (length(hash) = 32),
  write_key_id @text NOT NULL REFERENCES write_key (id),
  prefix @text NOT NULL,
  shown @text NOT NULL,
  created_ms @i64 NOT NULL,
  until_ms @i64 NOT NULL DEFAULT 0
) @strict;
CREATE INDEX write_secret_key ON write_secret (write_key_id, created_ms);
