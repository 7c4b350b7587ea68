-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys get one more scope, the bit 64: made anew, because a CHECK cannot be changed.

CREATE TABLE api_key_next (
  id @text PRIMARY KEY,
  hash @blob NOT NULL UNIQUE CHECK (length(hash) = 32),
  prefix @text NOT NULL,
  title @text NOT NULL CHECK (title <> ''),
  workspace @text NOT NULL CHECK (workspace <> '*' AND workspace <> ''),
  scopes @i64 NOT NULL CHECK (scopes BETWEEN 1 AND 127),
  created_by @text NOT NULL,
  created_ms @i64 NOT NULL,
  expires_ms @i64 NOT NULL DEFAULT 0,
  last_used_ms @i64 NOT NULL DEFAULT 0,
  revoked_ms @i64 NOT NULL DEFAULT 0,
  owner @text NOT NULL DEFAULT ''
) @strict;
INSERT INTO api_key_next (id, hash, prefix, title, workspace, scopes, created_by, created_ms, expires_ms, last_used_ms, revoked_ms, owner)
  SELECT id, hash, prefix, title, workspace, scopes, created_by, created_ms, expires_ms, last_used_ms, revoked_ms, owner FROM api_key;
DROP TABLE api_key;
ALTER TABLE api_key_next RENAME TO api_key;
CREATE INDEX api_key_workspace ON api_key (workspace, created_ms);
