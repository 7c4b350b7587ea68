-- SPDX-License-Identifier: GPL-3.0-or-later
-- What clients sent that could not become events: room collect.

-- key: id of the write key.  path: of the request, by which the text is understood again.  code and args: the error.  text: as
-- received, any bytes.
CREATE TABLE dead_letter (
  id @autoid,
  received_ms @i64 NOT NULL,
  key @text NOT NULL,
  protocol @i64 NOT NULL,
  path @text NOT NULL,
  event @text NOT NULL,
  code @text NOT NULL,
  args @text NOT NULL,
  bytes @i64 NOT NULL,
  text @blob NOT NULL
) @strict;
CREATE INDEX dead_letter_received ON dead_letter (received_ms);
