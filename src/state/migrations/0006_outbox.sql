-- SPDX-License-Identifier: GPL-3.0-or-later
-- Events of changes that were made here and have not been acknowledged by the log: src/workspace/outbox.h.

-- batch: an encoded batch of events (docs/FORMAT.md), sent in the order of n.
CREATE TABLE outbox (
  n @autoid,
  batch @blob NOT NULL
) @strict;
