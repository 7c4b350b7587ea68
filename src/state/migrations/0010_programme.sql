-- SPDX-License-Identifier: GPL-3.0-or-later
-- Memberships: room loyalty, loyalty/membership.h.  Numbers are dense and given by the writer.

-- A holder's membership of a programme (a document; levels by their slug, '' = none).  status: 0 active, 1 left, 2 lapsed.  anchor to
-- held_until: where it stands (loyalty/programme.h).  paid_until: end of the last term; paid_grace: until when it is honoured; both 0
-- without terms; ends: is not to go on then.  birthday: 100 × month + day, 0 = unknown.  swept_day: occasions up to that day are done.
-- due_ms: the sweep looks at it then.  version: of the document when it was last looked at.
CREATE TABLE member (
  n @i64 PRIMARY KEY,
  holder @i64 NOT NULL REFERENCES holder (n),
  programme @text NOT NULL,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 2),
  joined_ms @i64 NOT NULL,
  left_ms @i64 NOT NULL,
  source @text NOT NULL,
  store @text NOT NULL,
  staff @text NOT NULL,
  level @text NOT NULL,
  since_ms @i64 NOT NULL,
  anchor @i64 NOT NULL,
  period_from @i64 NOT NULL,
  period_end @i64 NOT NULL,
  grace_until @i64 NOT NULL,
  held_until @i64 NOT NULL,
  plan @text NOT NULL,
  paid_until @i64 NOT NULL,
  paid_grace @i64 NOT NULL CHECK (paid_grace >= paid_until),
  ends @bool NOT NULL CHECK (ends IN (0, 1)),
  birthday @i64 NOT NULL,
  swept_day @i64 NOT NULL,
  due_ms @i64 NOT NULL,
  version @i64 NOT NULL,
  UNIQUE (holder, programme)
) @strict;
CREATE INDEX member_due ON member (programme, due_ms) WHERE status = 0;
CREATE INDEX member_version ON member (programme, version) WHERE status = 0;
CREATE INDEX member_level_now ON member (programme, status, level);

-- How levels came and went.  cause: standing_cause of loyalty/programme.h.
CREATE TABLE member_level (
  n @i64 PRIMARY KEY,
  member @i64 NOT NULL REFERENCES member (n),
  at_ms @i64 NOT NULL,
  from_level @text NOT NULL,
  to_level @text NOT NULL,
  cause @i64 NOT NULL,
  actor @text NOT NULL,
  reason @text NOT NULL
) @strict;
CREATE INDEX member_level_of ON member_level (member, n);

-- What was promised to a holder (loyalty/gift.h) by an origin ('programme', …: row origin_n of its table) at an occasion, each of its
-- items (a kind of coupon, or points) once; until_ms: the same occasion gives nothing before.  status: 0 waiting, 1 given; ref: by what.
CREATE TABLE gift (
  n @i64 PRIMARY KEY,
  origin @text NOT NULL,
  origin_n @i64 NOT NULL,
  occasion @text NOT NULL,
  item @i64 NOT NULL,
  until_ms @i64 NOT NULL,
  holder @i64 NOT NULL REFERENCES holder (n),
  reason @text NOT NULL,
  coupon @text NOT NULL,
  coupons @i64 NOT NULL,
  currency @text NOT NULL,
  points @text NOT NULL,
  at_ms @i64 NOT NULL,
  status @i64 NOT NULL CHECK (status IN (0, 1)),
  ref @text NOT NULL,
  UNIQUE (origin, origin_n, occasion, item, until_ms)
) @strict;
CREATE INDEX gift_waiting ON gift (n) WHERE status = 0;

-- Terms of paid membership.  Money is decimal text.  order_ref is NULL for a trial.  status: 0 valid, 1 refunded.
CREATE TABLE member_term (
  n @i64 PRIMARY KEY,
  member @i64 NOT NULL REFERENCES member (n),
  programme @text NOT NULL,
  plan @text NOT NULL,
  from_ms @i64 NOT NULL,
  until_ms @i64 NOT NULL,
  trial @bool NOT NULL CHECK (trial IN (0, 1)),
  price @text NOT NULL,
  order_ref @text,
  status @i64 NOT NULL CHECK (status IN (0, 1)),
  refund @text NOT NULL,
  refunded_ms @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  CHECK (until_ms > from_ms),
  UNIQUE (programme, order_ref)
) @strict;
CREATE INDEX member_term_of ON member_term (member, n);

-- How often a service was used in the time that began at from_ms.
CREATE TABLE member_service (
  member @i64 NOT NULL REFERENCES member (n),
  service @text NOT NULL,
  from_ms @i64 NOT NULL,
  used @i64 NOT NULL CHECK (used >= 0),
  PRIMARY KEY (member, service, from_ms)
) @strict;

-- What was asked for with a key, once for each (actor, key), for ever, and what was answered.
CREATE TABLE member_act (
  n @i64 PRIMARY KEY,
  actor @text NOT NULL,
  key @text NOT NULL,
  hash @i64 NOT NULL,
  act @i64 NOT NULL,
  member @i64 NOT NULL,
  status @i64 NOT NULL,
  level @text NOT NULL,
  amount @text NOT NULL,
  remaining @i64 NOT NULL,
  until_ms @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  UNIQUE (actor, key)
) @strict;

-- Growth of a holder by day of the workspace's zone, in the smallest unit of the currency: what came minus what was taken back.
CREATE TABLE growth_day (
  holder @i64 NOT NULL REFERENCES holder (n),
  currency @text NOT NULL,
  day @i64 NOT NULL,
  decimals @i64 NOT NULL CHECK (decimals BETWEEN 0 AND 4),
  amount @i64 NOT NULL,
  PRIMARY KEY (holder, currency, day)
) @strict;
