-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who was in the target of a batch and got nothing because a limit refused it, where some were held out: the measurement of effects
-- compares everybody who was meant to get a coupon, for nobody refuses those who are held out.
CREATE TABLE coupon_refused (
  batch @i64 NOT NULL REFERENCES coupon_batch (n),
  holder @i64 NOT NULL REFERENCES holder (n),
  at_ms @i64 NOT NULL,
  PRIMARY KEY (batch, holder)
) @strict;
