-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a document gave, newest first and by day, without reading what the others gave: incentive/task_list.c.

CREATE INDEX task_done_doc ON task_done (doc, n);
CREATE INDEX check_in_day_doc ON check_in_day (doc, n);
CREATE INDEX badge_award_doc ON badge_award (doc, n);
