-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tasks, check-ins, badges: room incentive (task_*.c, check_in.c, badge_*.c).  Numbers are dense and given by the writer.

-- A document that was ever met.  first_lsn and first_ms: when that was; what happened before is history to it.  started: people who began;
-- completed, given, reopened, held: completions, of which rewarded, taken back, of people who get nothing.  points (units of 10^-4) and
-- coupons: given.  error_*: how often an event could not be taken, and the first.  Of a check-in: completed are check-ins, of a badge awards.
CREATE TABLE task_doc (
  n @i64 PRIMARY KEY,
  kind @text NOT NULL,
  slug @text NOT NULL,
  first_lsn @i64 NOT NULL,
  first_ms @i64 NOT NULL,
  started @i64 NOT NULL,
  completed @i64 NOT NULL,
  given @i64 NOT NULL,
  reopened @i64 NOT NULL,
  held @i64 NOT NULL,
  points @i64 NOT NULL,
  coupons @i64 NOT NULL,
  errors @i64 NOT NULL,
  error_lsn @i64 NOT NULL,
  error_en @text NOT NULL,
  error_zh @text NOT NULL,
  UNIQUE (kind, slug)
) @strict;

-- Which version of a document counts for events from from_lsn on; 0: none, it was archived.
CREATE TABLE task_version (
  doc @i64 NOT NULL REFERENCES task_doc (n),
  from_lsn @i64 NOT NULL,
  version @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  PRIMARY KEY (doc, from_lsn)
) @strict;

-- Where the consumer stands, beside its cursor, which a repaired workspace has lost.
CREATE TABLE task_place (
  one @i64 PRIMARY KEY CHECK (one = 1),
  lsn @i64 NOT NULL
) @strict;

-- Who began, by which of their holders; held: is of those who get nothing.
CREATE TABLE task_person (
  doc @i64 NOT NULL REFERENCES task_doc (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  at_ms @i64 NOT NULL,
  held @bool NOT NULL CHECK (held IN (0, 1)),
  PRIMARY KEY (doc, holder)
) @strict;

-- An event that counts, once for ever.  period: first day of it, 0 when there is but one.  value: what must be distinct.  amount: what
-- counts, in units of 10^-4; of it not used by a completion is `unused`.
CREATE TABLE task_hit (
  doc @i64 NOT NULL REFERENCES task_doc (n),
  lsn @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  period @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  ref @text NOT NULL,
  value @text NOT NULL,
  amount @i64 NOT NULL,
  unused @i64 NOT NULL CHECK (unused >= 0 AND unused <= amount),
  PRIMARY KEY (doc, lsn)
) @strict;
CREATE INDEX task_hit_open ON task_hit (holder, doc, period) WHERE unused > 0;
CREATE INDEX task_hit_ref ON task_hit (ref, doc) WHERE ref <> '';

-- A completion.  nth: of the person in the period.  status: 0 can be claimed, 1 given, 2 taken back, 3 of somebody who gets nothing.
CREATE TABLE task_done (
  n @i64 PRIMARY KEY,
  doc @i64 NOT NULL REFERENCES task_doc (n),
  version @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  period @i64 NOT NULL,
  nth @i64 NOT NULL,
  lsn @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 3),
  given_ms @i64 NOT NULL
) @strict;
CREATE INDEX task_done_of ON task_done (holder, doc, period);

-- What a completion used of which event.
CREATE TABLE task_part (
  done @i64 NOT NULL REFERENCES task_done (n),
  doc @i64 NOT NULL,
  lsn @i64 NOT NULL,
  amount @i64 NOT NULL,
  PRIMARY KEY (done, lsn)
) @strict;
CREATE INDEX task_part_of ON task_part (doc, lsn);

-- What was given back before it came.  amount −1: all.
CREATE TABLE task_early (
  doc @i64 NOT NULL REFERENCES task_doc (n),
  ref @text NOT NULL,
  lsn @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  amount @i64 NOT NULL,
  PRIMARY KEY (doc, ref, lsn)
) @strict;

-- What was asked for with a key, once for each (actor, key), for ever, and what was answered.
CREATE TABLE task_act (
  n @i64 PRIMARY KEY,
  actor @text NOT NULL,
  ask_key @text NOT NULL,
  hash @i64 NOT NULL,
  answer @text NOT NULL,
  at_ms @i64 NOT NULL,
  UNIQUE (actor, ask_key)
) @strict;

-- A day somebody checked in; streak: days in a row with it, as was known then.
CREATE TABLE check_in_day (
  n @i64 PRIMARY KEY,
  doc @i64 NOT NULL REFERENCES task_doc (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  day @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  streak @i64 NOT NULL,
  rewarded @bool NOT NULL CHECK (rewarded IN (0, 1)),
  UNIQUE (doc, holder, day)
) @strict;

-- A badge somebody has or (until_ms > 0) had; looked_day: when it was last looked at whether it still holds.
CREATE TABLE badge_award (
  n @i64 PRIMARY KEY,
  doc @i64 NOT NULL REFERENCES task_doc (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  lsn @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  until_ms @i64 NOT NULL,
  looked_day @i64 NOT NULL
) @strict;
CREATE INDEX badge_award_of ON badge_award (holder, doc);
CREATE INDEX badge_award_look ON badge_award (doc, looked_day) WHERE until_ms = 0;
