-- SPDX-License-Identifier: GPL-3.0-or-later
-- The catalogue: what kind of thing an item is and what it is there for; the tree of categories.

-- doc: JSON of the properties that have no column of their own.  A deleted item keeps its row, so that an older row of
-- the log that is applied again does not bring it back.
ALTER TABLE item ADD COLUMN kind @text NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN role @text NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN active @bool NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE item ADD COLUMN deleted @bool NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1));
CREATE INDEX item_category ON item (category);

-- What items call their category, by the same word.  parent '' = at the top; position: among its siblings.
CREATE TABLE category (
  id @text PRIMARY KEY,
  name @text NOT NULL,
  parent @text NOT NULL,
  position @i64 NOT NULL,
  deleted @bool NOT NULL CHECK (deleted IN (0, 1)),
  updated_lsn @i64 NOT NULL
) @strict;
CREATE INDEX category_parent ON category (parent);
