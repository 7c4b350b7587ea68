-- SPDX-License-Identifier: GPL-3.0-or-later
-- Turns of prize draws as rewards: room incentive, incentive/draw_ticket.c.

-- A gift of turns: draw is its slug.  Empty: points or coupons, as before.
ALTER TABLE gift ADD COLUMN draw @text NOT NULL DEFAULT '';
ALTER TABLE gift ADD COLUMN turns @i64 NOT NULL DEFAULT 0;

-- Turns that somebody was given, and how many of them are used.
CREATE TABLE draw_ticket (
  draw @i64 NOT NULL REFERENCES draw (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  given @i64 NOT NULL,
  used @i64 NOT NULL CHECK (used BETWEEN 0 AND given),
  PRIMARY KEY (draw, holder)
) @strict;

-- The holder of whose given turns this was one; 0: it was free or paid.
ALTER TABLE draw_turn ADD COLUMN ticket @i64 NOT NULL DEFAULT 0;
