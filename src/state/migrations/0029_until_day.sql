-- SPDX-License-Identifier: GPL-3.0-or-later
-- A date as `until` is that whole day in every document from now on; in these kinds it was its first moment.  What is
-- stored goes on meaning what it meant: it says that moment now.  (A board that was settled is not settled again a day
-- later, and nothing that is over begins anew.)  Nobody reads the hash of a version; that of another text would be wrong.
UPDATE resource_version SET hash = '',
  doc = substr(doc, 1, @find(doc, '"until":"') + 18) || 'T00:00:00' || substr(doc, @find(doc, '"until":"') + 19)
  WHERE @find(doc, '"until":"') > 0 AND substr(doc, @find(doc, '"until":"') + 19, 1) = '"'
    AND resource_id IN (SELECT id FROM resource WHERE kind IN ('task', 'check_in', 'leaderboard', 'earn_rule'));
