-- SPDX-License-Identifier: GPL-3.0-or-later
-- The server's own state, in DIR/server.db: who may do what.  Room access reads and writes it.
-- Secrets (session tokens, links, keys) are here as hashes only.  Times are ms UTC.

-- `account`, because user is a word of SQL.  password: argon2id text with its parameters, NULL = none.
CREATE TABLE account (
  id @text PRIMARY KEY,
  email @text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  name @text NOT NULL,
  password @text,
  locale @text NOT NULL CHECK (locale IN ('en', 'zh')),
  status @text NOT NULL CHECK (status IN ('active', 'disabled')),
  created_ms @i64 NOT NULL,
  last_login_ms @i64 NOT NULL DEFAULT 0
) @strict;

-- workspace: a slug, or '*' for all.  role: viewer 1, analyst 2, operator 3, admin 4, owner 5.
CREATE TABLE account_role (
  account_id @text NOT NULL REFERENCES account (id),
  workspace @text NOT NULL CHECK (length(workspace) BETWEEN 1 AND 64),
  role @i64 NOT NULL CHECK (role BETWEEN 1 AND 5),
  PRIMARY KEY (account_id, workspace)
) @strict;
CREATE INDEX account_role_workspace ON account_role (workspace, role);

CREATE TABLE session (
  id @text PRIMARY KEY,
  hash @blob NOT NULL UNIQUE CHECK (length(hash) = 32),
  account_id @text NOT NULL REFERENCES account (id),
  via @text NOT NULL CHECK (via IN ('password', 'link')),
  agent @text NOT NULL,
  address @text NOT NULL,
  created_ms @i64 NOT NULL,
  seen_ms @i64 NOT NULL
) @strict;
CREATE INDEX session_account ON session (account_id, seen_ms);
CREATE INDEX session_created ON session (created_ms);

CREATE TABLE login_link (
  hash @blob PRIMARY KEY CHECK (length(hash) = 32),
  account_id @text NOT NULL REFERENCES account (id),
  created_ms @i64 NOT NULL,
  expires_ms @i64 NOT NULL CHECK (expires_ms > created_ms)
) @strict;
CREATE INDEX login_link_account ON login_link (account_id);
CREATE INDEX login_link_expires ON login_link (expires_ms);

-- scopes: bits, see access.h.  0 = never, in expires_ms, last_used_ms and revoked_ms.
CREATE TABLE api_key (
  id @text PRIMARY KEY,
  hash @blob NOT NULL UNIQUE CHECK (length(hash) = 32),
  prefix @text NOT NULL,
  title @text NOT NULL CHECK (title <> ''),
  workspace @text NOT NULL CHECK (workspace <> '*' AND workspace <> ''),
  scopes @i64 NOT NULL CHECK (scopes BETWEEN 1 AND 63),
  created_by @text NOT NULL,
  created_ms @i64 NOT NULL,
  expires_ms @i64 NOT NULL DEFAULT 0,
  last_used_ms @i64 NOT NULL DEFAULT 0,
  revoked_ms @i64 NOT NULL DEFAULT 0
) @strict;
CREATE INDEX api_key_workspace ON api_key (workspace, created_ms);

-- Failed logins of an account or an address (both hashed), and when the next try is allowed.
CREATE TABLE throttle (
  hash @blob PRIMARY KEY CHECK (length(hash) = 32),
  failures @i64 NOT NULL CHECK (failures >= 0),
  next_ms @i64 NOT NULL,
  last_ms @i64 NOT NULL
) @strict;
CREATE INDEX throttle_last ON throttle (last_ms);

-- workspace '' = the server itself.
CREATE TABLE audit (
  id @autoid,
  at_ms @i64 NOT NULL,
  actor_kind @i64 NOT NULL CHECK (actor_kind BETWEEN 0 AND 3),
  actor @text NOT NULL,
  label @text NOT NULL,
  action @text NOT NULL CHECK (action <> ''),
  object @text NOT NULL,
  workspace @text NOT NULL,
  address @text NOT NULL,
  detail @text NOT NULL
) @strict;
CREATE INDEX audit_workspace ON audit (workspace, id);
CREATE INDEX audit_action ON audit (action, at_ms);

CREATE TABLE setting (
  name @text PRIMARY KEY,
  value @text NOT NULL
) @strict;
