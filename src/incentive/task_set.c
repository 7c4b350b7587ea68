/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which documents there are, and since when (loyalty/since.h). */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/task_int.h"

const char *const task_kind_names[TASK_KINDS] = {"task", "check_in", "badge"};

bool task_doc_find(struct state *s, enum task_kind kind, struct str slug, uint32_t *ret,
                   struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT n FROM task_doc WHERE kind = ?1 AND slug = ?2", &q, err))
    return false;
  state_bind_str(q, 1, str_from(task_kind_names[kind]));
  state_bind_str(q, 2, slug);
  if (!state_step(q, &row, err)) return false;
  *ret = row ? (uint32_t)state_int(q, 0) : 0;
  if (row) state_reset(q);
  return true;
}

bool task_doc_known(struct tasks *t, enum task_kind kind, struct str slug, struct err *err) {
  struct state *s = loyalty_reader(t->c.l);
  uint32_t n = 0;
  state_enter(s);
  bool ok = task_doc_find(s, kind, slug, &n, err);
  state_leave(s);
  return ok && (n || consumer_adopt(task_consumer(t), err));
}

/* ---- compiling ---- */

static bool compile(const struct json *tree, struct since_set *s, struct task_active *a,
                    struct err *err) {
  const struct json *at;
  const struct lang_names *names = names_env_lang(s->names);
  if (a->kind == BADGE_DOC) {
    if (!badge_read(tree, names, &s->mem, &a->badge, &at, err)) return false;
    a->ended |= !a->badge.active || (!a->badge.when && !a->badge.task.n);
    return true;
  }
  if (!task_read(tree, names, &s->mem, &a->task, &at, err)) return false;
  a->ended |= !a->task.launch.active;
  a->broken = !a->task.on && !a->task.progress;
  return true;
}

struct making {
  struct task_set *s;
  uint32_t alive[TASK_KINDS];
};

static bool add(void *ctx, struct since_set *set, const struct since_version *v,
                const struct json *doc, const struct err *why, struct err *err) {
  static const uint32_t most[TASK_KINDS] = {TASKS_MAX, 0, BADGES_MAX};
  struct making *m = ctx;
  struct task_set *s = m->s;
  if (v->kind == CHECK_IN_DOC) return true;
  if (!s->p) s->p = arena_array(&set->mem, struct task_active, set->most);
  struct task_active *a = &s->p[s->n++];
  *a = (struct task_active){.n = v->n,
                            .version = v->version,
                            .kind = (enum task_kind)v->kind,
                            .slug = v->slug,
                            .from_lsn = v->from_lsn,
                            .until_lsn = v->until_lsn,
                            .first_lsn = v->first_lsn,
                            .first_ms = v->first_ms,
                            .ended = v->version == 0,
                            .problem = *why};
  if (!doc || !compile(doc, set, a, &a->problem)) a->broken = true;
  if (a->broken && since_is_ours(&a->problem)) {
    *err = a->problem;
    return false;
  }
  if (v->until_lsn == UINT64_MAX && !a->ended && ++m->alive[a->kind] > most[a->kind]) {
    a->broken = true;
    err_fail(&a->problem, ERR_too_many_resources, "%u", most[a->kind]);
  }
  return true;
}

static const struct since_def def = {
    .kinds = task_kind_names,
    .n_kinds = TASK_KINDS,
    .select = "SELECT d.n, v.version, d.slug, v.from_lsn, d.first_lsn, d.first_ms, d.kind FROM "
              "task_doc d JOIN task_version v ON v.doc = d.n ORDER BY d.n, v.from_lsn",
    .put_document = "INSERT INTO task_doc (n, slug, first_lsn, first_ms, kind, started, completed, "
                    "given, reopened, held, points, coupons, errors, error_lsn, error_en, "
                    "error_zh) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '')",
    .put_version = "INSERT INTO task_version (doc, from_lsn, version, at_ms) VALUES (?1, ?2, ?3, "
                   "?4) ON CONFLICT (doc, from_lsn) DO UPDATE SET version = excluded.version, "
                   "at_ms = excluded.at_ms",
    .add = add,
};

static int by_slug(const void *a, const void *b) {
  const struct task_active *x = a, *y = b;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  int c = str_cmp(x->slug, y->slug);
  if (c) return c;
  return x->from_lsn < y->from_lsn ? -1 : x->from_lsn > y->from_lsn;
}

bool task_set_update(struct tasks *t, struct err *err) {
  struct task_set s = {0};
  if (since_is_new(&t->set.set, t->c.w)) return true;
  if (!since_update(t->c.l, &def, t->c.cursor, &(struct making){.s = &s}, &s.set, err))
    return false;
  if (s.n) qsort(s.p, s.n, sizeof *s.p, by_slug);
  since_release(&t->set.set);
  t->set = s;
  return true;
}

int64_t task_period(const struct task *t, const struct tz *tz, int64_t at_ms) {
  int32_t day = day_of(tz, at_ms);
  switch (t->period) {
  case TASK_DAILY:
    return day;
  case TASK_WEEKLY:
    return day_week_start(day);
  case TASK_MONTHLY:
    return day_month_start(day);
  default:
    return 0;
  }
}
