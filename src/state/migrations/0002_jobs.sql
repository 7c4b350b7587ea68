-- SPDX-License-Identifier: GPL-3.0-or-later
-- Work in the background, and files waiting to be imported.

-- n gives the order; id is what the world sees.  params, result and files are JSON; problem is an error code, its
-- arguments and place, so that each reader gets the sentence in their language.
-- ref: what the job is about (of an import: its upload).  ended: 0 until it is done, failed or canceled.
CREATE TABLE job (
  n @autoid,
  id @text NOT NULL UNIQUE,
  kind @text NOT NULL,
  status @text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'canceled')),
  title_en @text NOT NULL,
  title_zh @text NOT NULL,
  author @text NOT NULL,
  author_id @text NOT NULL,
  ref @text NOT NULL,
  params @text NOT NULL,
  result @text NOT NULL DEFAULT '',
  problem @text NOT NULL DEFAULT '',
  files @text NOT NULL DEFAULT '[]',
  attempts @i64 NOT NULL DEFAULT 0,
  created_ms @i64 NOT NULL,
  started_ms @i64 NOT NULL DEFAULT 0,
  ended_ms @i64 NOT NULL DEFAULT 0
) @strict;
CREATE INDEX job_status ON job (status, n);
CREATE INDEX job_ref ON job (ref);

-- expires_ms 0: in use by the job `job`, as long as that is remembered.
CREATE TABLE upload (
  id @text PRIMARY KEY,
  name @text NOT NULL,
  bytes @i64 NOT NULL,
  author @text NOT NULL,
  created_ms @i64 NOT NULL,
  expires_ms @i64 NOT NULL,
  job @text NOT NULL DEFAULT ''
) @strict;
CREATE INDEX upload_expires ON upload (expires_ms);
