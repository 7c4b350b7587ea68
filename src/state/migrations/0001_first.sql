-- SPDX-License-Identifier: GPL-3.0-or-later
-- Resources and their history, the audit trail, the item catalogue, consumers' cursors, import runs.
-- Tokens (@i64 …) are explained in ../README.md.  A migration that was released is never edited.

CREATE TABLE resource (
  id @text PRIMARY KEY,
  kind @text NOT NULL,
  slug @text NOT NULL,
  status @text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
  version @i64 NOT NULL CHECK (version >= 1),
  title_en @text NOT NULL,
  title_zh @text NOT NULL,
  created_ms @i64 NOT NULL,
  updated_ms @i64 NOT NULL,
  UNIQUE (kind, slug)
) @strict;

CREATE TABLE resource_version (
  resource_id @text NOT NULL REFERENCES resource (id),
  version @i64 NOT NULL CHECK (version >= 1),
  doc @text NOT NULL,
  hash @text NOT NULL,
  title_en @text NOT NULL,
  title_zh @text NOT NULL,
  author @text NOT NULL,
  at_ms @i64 NOT NULL,
  PRIMARY KEY (resource_id, version)
) @strict;

-- What the current version of a resource refers to.  By (kind, slug), because that is what the text of an
-- expression says; whoever is referred to cannot be archived.
CREATE TABLE resource_ref (
  resource_id @text NOT NULL REFERENCES resource (id),
  to_kind @text NOT NULL,
  to_slug @text NOT NULL,
  PRIMARY KEY (resource_id, to_kind, to_slug)
) @strict;
CREATE INDEX resource_ref_to ON resource_ref (to_kind, to_slug);

CREATE TABLE audit (
  id @autoid,
  at_ms @i64 NOT NULL,
  author @text NOT NULL,
  action @text NOT NULL,
  kind @text NOT NULL,
  slug @text NOT NULL,
  version @i64 NOT NULL,
  detail @text NOT NULL
) @strict;

-- Prices are decimal text: money never touches binary floating point.  NULL = no price known.
CREATE TABLE item (
  id @text PRIMARY KEY,
  name @text NOT NULL,
  category @text NOT NULL,
  brand @text NOT NULL,
  price @text,
  doc @text NOT NULL,
  updated_lsn @i64 NOT NULL
) @strict;

-- Where a consumer of the log stands; written in the transaction that stores what it derived.
CREATE TABLE cursor (
  consumer @text PRIMARY KEY,
  log_id @text NOT NULL,
  lsn @i64 NOT NULL
) @strict;

CREATE TABLE import_run (
  id @autoid,
  source @text NOT NULL,
  path @text NOT NULL,
  fingerprint @text NOT NULL,
  mapping @text NOT NULL DEFAULT '',
  started_ms @i64 NOT NULL,
  finished_ms @i64,
  status @text NOT NULL CHECK (status IN ('running', 'done', 'stopped', 'failed')),
  read @i64 NOT NULL DEFAULT 0,
  imported @i64 NOT NULL DEFAULT 0,
  duplicate @i64 NOT NULL DEFAULT 0,
  rejected @i64 NOT NULL DEFAULT 0,
  people @i64 NOT NULL DEFAULT 0,
  events @i64 NOT NULL DEFAULT 0,
  bytes @i64 NOT NULL DEFAULT 0,
  resume_row @i64 NOT NULL DEFAULT 0,
  reject_path @text NOT NULL DEFAULT ''
) @strict;
CREATE INDEX import_run_source ON import_run (source, fingerprint);
