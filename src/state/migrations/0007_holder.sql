-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has something: room loyalty.

-- A seat of a subject in SQL.  n stands in all tables of what people have; subject is its number in the index of people, which
-- `shoal repair` may have to give anew; id is what the world may see.
CREATE TABLE holder (
  n @i64 PRIMARY KEY,
  id @text NOT NULL UNIQUE,
  subject @i64 NOT NULL UNIQUE
) @strict;
