-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who was in which segment, as it was found: room members.

-- One row per segment that was ever looked at.  meaning: a hash of all that decides who is in it; '' = nobody is meant to be,
-- because it is archived.  last: its newest member_change.  folded_set is everybody after the change `folded`.
CREATE TABLE member_segment (
  segment @text PRIMARY KEY REFERENCES resource (id),
  meaning @text NOT NULL,
  asked_ms @i64 NOT NULL,
  people @i64 NOT NULL,
  last @i64 NOT NULL,
  folded @i64 NOT NULL,
  folded_set @blob NOT NULL
) @strict;

-- entered and exited: sets of subject numbers (docs/FORMAT.md).  at_ms is the moment as of which they were found, lsn says up to
-- which events; people is the size afterwards.
CREATE TABLE member_change (
  n @autoid,
  segment @text NOT NULL REFERENCES resource (id),
  version @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  lsn @i64 NOT NULL,
  cause @text NOT NULL CHECK (cause IN ('event', 'time', 'definition', 'identity', 'late', 'baseline')),
  entered @blob NOT NULL,
  exited @blob NOT NULL,
  entered_n @i64 NOT NULL,
  exited_n @i64 NOT NULL,
  people @i64 NOT NULL
) @strict;
CREATE INDEX member_change_segment ON member_change (segment, n);
CREATE INDEX member_change_at ON member_change (segment, at_ms);
