-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys of the tokens that open a customer's own pages: room touch writes them.

-- sealed: encrypted with the key of the data directory.  over_ms: since when it signs nothing any more; 0 = it signs.
CREATE TABLE visit_key (
  n @i64 PRIMARY KEY,
  sealed @blob NOT NULL,
  made_ms @i64 NOT NULL,
  over_ms @i64 NOT NULL DEFAULT 0
) @strict;
