-- SPDX-License-Identifier: GPL-3.0-or-later
-- How many different values somebody has towards a task is asked value by value, of the index alone.
DROP INDEX task_hit_open;
CREATE INDEX task_hit_open ON task_hit (holder, doc, period, value) WHERE unused > 0;
