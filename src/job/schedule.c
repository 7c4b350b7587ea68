/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept questions that are asked by themselves, and the daily backup.
 *
 * When one is due follows from its document and the calendar, and that it was served from its job,
 * whose `ref` has the moment in it; so a server that was stopped serves what fell due meanwhile,
 * once, if that is no longer ago than SCHEDULE_LATE_MAX, and nothing is kept besides.  Who may see
 * the list of jobs may see the answer: it is asked as those ask who must not see personal data. */
#include "job/job_int.h"
#include "model/question.h"
#include "resource/resource.h"

static bool serve(struct jobs *j, struct workspace *w, const struct resource *r, int64_t due,
                  struct arena *tmp, struct err *err) {
  struct buf when = BUF_INIT;
  struct str before;
  struct job made;
  time_format_iso(due, &when);
  struct str ref = arena_printf(tmp, "question/%.*s@%s", STRF(r->slug), when.p);
  struct job_new n = {.kind = "question",
                      .title_en = arena_printf(tmp, "Scheduled: %.*s", STRF(r->title_en)),
                      .title_zh = arena_printf(tmp, "定时分析：%.*s", STRF(r->title_zh)),
                      .author = r->author,
                      .ref = ref,
                      .params = arena_printf(tmp,
                                             "{\"what\":\"ask\",\"question\":\"%.*s\","
                                             "\"as_of\":\"%s\",\"masked\":true}",
                                             STRF(r->slug), when.p)};
  buf_release(&when);
  return job_of_ref(w, ref, tmp, &before, err) && (before.n || job_add(j, w, &n, tmp, &made, err));
}

bool schedules_look(struct jobs *j, struct workspace *w, int64_t now, struct arena *tmp,
                    struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!resource_list(w, STR("question"), tmp, &r, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    struct question_schedule s;
    struct json *doc;
    if (!json_parse(r[i].doc, tmp, &doc, err)) return false;
    const struct json *v = json_get(doc, "schedule");
    if (!v || !question_schedule_read(v, &s)) continue;
    int64_t due = question_schedule_due(&s, ws_tz(w), now);
    bool missed = due < r[i].updated_ms || now - due > SCHEDULE_LATE_MAX;
    if (!missed && !serve(j, w, &r[i], due, tmp, err)) return false;
  }
  return true;
}

bool backup_look(struct jobs *j, struct workspace *w, int64_t now, struct arena *tmp,
                 struct err *err) {
  const struct question_schedule daily = {
      .every = EVERY_DAY, .day = 1, .minute = j->o.backup.minute};
  struct buf when = BUF_INIT;
  struct str before;
  struct job made;
  time_format_iso(question_schedule_due(&daily, ws_tz(w), now), &when);
  struct job_new n = {.kind = "backup",
                      .title_en = STR("Daily backup"),
                      .title_zh = STR("每日备份"),
                      .author = STR("shoal"),
                      .ref = arena_printf(tmp, "backup@%s", when.p),
                      .params = STR("{\"what\":\"take\"}")};
  buf_release(&when);
  return job_of_ref(w, n.ref, tmp, &before, err) &&
         (before.n || job_add(j, w, &n, tmp, &made, err));
}
