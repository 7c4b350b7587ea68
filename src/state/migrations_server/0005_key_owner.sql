-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who made a key: a user, `cli`, or (of keys older than this) another key.  '': not known.  The audit trail knows it of old ones.
ALTER TABLE api_key ADD COLUMN owner @text NOT NULL DEFAULT '';
UPDATE api_key SET owner = coalesce(
  (SELECT min(a.actor) FROM audit a WHERE a.action = 'key.created' AND a.object = api_key.id),
  (SELECT min(u.id) FROM account u WHERE u.email = api_key.created_by), '');
