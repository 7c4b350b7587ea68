/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which documents there are, and since when.
 *
 * As with earn rules a change is noted with the end of the log at that moment: events below it count
 * under the version before, however far the consumer lags, and whoever recomputes reads the same
 * places.  An archived document is a version too (0). */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/task_int.h"

const char *const task_kind_names[TASK_KINDS] = {"task", "check_in", "badge"};

/* ---- what is noted ---- */

struct noted { /* a row of task_version with its document */
  uint32_t n, version;
  enum task_kind kind;
  struct str slug;
  uint64_t from_lsn, first_lsn;
  int64_t first_ms;
};
typedef VEC(struct noted) notes;

static enum task_kind kind_of(struct str name) {
  for (int k = 0; k < TASK_KINDS; k++)
    if (str_is(name, task_kind_names[k])) return (enum task_kind)k;
  return TASK_DOC;
}

/* By document and place. */
static bool read_notes(struct state *s, struct arena *out, notes *ret, struct err *err) {
  struct state_stmt *q;
  bool row, ok;
  state_enter(s);
  ok = state_query(s,
                   "SELECT d.n, v.version, d.kind, d.slug, v.from_lsn, d.first_lsn, d.first_ms "
                   "FROM task_doc d JOIN task_version v ON v.doc = d.n ORDER BY d.n, v.from_lsn",
                   &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    vec_push(ret, ((struct noted){.n = (uint32_t)state_int(q, 0),
                                  .version = (uint32_t)state_int(q, 1),
                                  .kind = kind_of(state_str(q, 2)),
                                  .slug = arena_str(out, state_str(q, 3)),
                                  .from_lsn = (uint64_t)state_int(q, 4),
                                  .first_lsn = (uint64_t)state_int(q, 5),
                                  .first_ms = state_int(q, 6)}));
  state_leave(s);
  return ok;
}

static const struct noted *newest(const notes *v, enum task_kind kind, struct str slug) {
  for (size_t i = v->n; i-- > 0;)
    if (v->p[i].kind == kind && str_eq(v->p[i].slug, slug)) return &v->p[i];
  return NULL;
}

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
  struct state *s = loyalty_reader(t->l);
  uint32_t n = 0;
  state_enter(s);
  bool ok = task_doc_find(s, kind, slug, &n, err);
  state_leave(s);
  return ok && (n || task_adopt(t, err));
}

/* ---- noting ---- */

struct change {
  enum task_kind kind;
  struct str slug;
  uint32_t n, version; /* n 0: a new document */
};
typedef VEC(struct change) changes;
struct noting {
  struct writer_work work;
  struct tasks *t;
  const changes *v;
  uint32_t next;
};

static bool put_doc(struct state *s, uint32_t n, const struct change *c, uint64_t lsn, int64_t ms,
                    struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO task_doc (n, kind, slug, first_lsn, first_ms, started, completed, "
                   "given, reopened, held, points, coupons, errors, error_lsn, error_en, "
                   "error_zh) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '')",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, str_from(task_kind_names[c->kind]));
  state_bind_str(q, 3, c->slug);
  state_bind_int(q, 4, (int64_t)lsn);
  state_bind_int(q, 5, ms);
  return state_later(q, err);
}

static bool put_note(struct state *s, uint32_t n, uint32_t version, uint64_t lsn, int64_t ms,
                     struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO task_version (doc, from_lsn, version, at_ms) VALUES (?1, ?2, ?3, "
                   "?4) ON CONFLICT (doc, from_lsn) DO UPDATE SET version = excluded.version, "
                   "at_ms = excluded.at_ms",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, (int64_t)lsn);
  state_bind_int(q, 3, version);
  state_bind_int(q, 4, ms);
  return state_later(q, err);
}

static bool run_noting(struct writer_work *k, struct state *s, struct err *err) {
  struct noting *x = (struct noting *)k;
  uint64_t lsn = log_end(ws_log(x->t->w));
  int64_t ms = clock_wall_ms(ws_clock(x->t->w));
  uint32_t next = x->next;
  for (size_t i = 0; i < x->v->n; i++) {
    const struct change *c = &x->v->p[i];
    uint32_t n = c->n ? c->n : next++;
    if (!c->n && !put_doc(s, n, c, lsn, ms, err)) return false;
    if (!put_note(s, n, c->version, lsn, ms, err)) return false;
  }
  return true;
}

static void compare(const notes *have, enum task_kind kind, const struct resource *r, uint32_t n,
                    changes *v) {
  for (uint32_t i = 0; i < n; i++) {
    const struct noted *x = newest(have, kind, r[i].slug);
    if (!x || x->version != r[i].version)
      vec_push(v, ((struct change){kind, r[i].slug, x ? x->n : 0, r[i].version}));
  }
  for (size_t i = 0; i < have->n; i++) {
    const struct noted *x = &have->p[i];
    bool is = false;
    for (uint32_t k = 0; k < n; k++)
      is |= str_eq(r[k].slug, x->slug);
    if (!is && x->kind == kind && x->version && newest(have, kind, x->slug) == x)
      vec_push(v, ((struct change){kind, x->slug, x->n, 0}));
  }
}

static bool note_changes(struct tasks *t, const notes *have, struct arena *tmp, bool *ret_changed,
                         struct err *err) {
  changes v = {0};
  struct noting work = {.work = {.run = run_noting},
                        .t = t,
                        .v = &v,
                        .next = have->n ? have->p[have->n - 1].n + 1 : 1};
  bool ok = true;
  for (int k = 0; ok && k < TASK_KINDS; k++) {
    struct resource *list;
    uint32_t n;
    ok = resource_list(t->w, str_from(task_kind_names[k]), tmp, &list, &n, err);
    if (ok) compare(have, (enum task_kind)k, list, n, &v);
  }
  ok = ok && (v.n == 0 || loyalty_do(t->l, &work.work, err));
  *ret_changed = v.n > 0;
  vec_free(&v);
  return ok;
}

/* ---- compiling ---- */

static bool compile(const struct json *tree, struct task_set *s, struct task_active *a,
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

/* A document that is wrong now is its own problem; a disk that fails is not. */
static bool make(struct tasks *t, struct task_set *s, const struct noted *x, uint32_t version,
                 struct task_active *ret, struct err *err) {
  struct resource doc;
  struct json *tree;
  struct err why = {0};
  *ret = (struct task_active){.n = x->n,
                              .version = x->version,
                              .kind = x->kind,
                              .slug = arena_str(&s->mem, x->slug),
                              .from_lsn = x->from_lsn,
                              .until_lsn = UINT64_MAX,
                              .first_lsn = x->first_lsn,
                              .first_ms = x->first_ms,
                              .ended = x->version == 0};
  if (resource_version_get(t->w, str_from(task_kind_names[x->kind]), x->slug, version, &s->mem,
                           &doc, &why) &&
      json_parse(doc.doc, &s->mem, &tree, &why) && compile(tree, s, ret, &why))
    return true;
  enum err_class c = err_class_of(why.code);
  if (c == ERR_CLASS_SYSTEM || c == ERR_CLASS_CORRUPT) {
    *err = why;
    return false;
  }
  ret->broken = true;
  ret->problem = why;
  return true;
}

static int by_slug(const void *a, const void *b) {
  const struct task_active *x = a, *y = b;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  int c = str_cmp(x->slug, y->slug);
  if (c) return c;
  return x->from_lsn < y->from_lsn ? -1 : x->from_lsn > y->from_lsn;
}

static bool make_all(struct tasks *t, struct task_set *s, const notes *v, struct err *err) {
  uint32_t alive[TASK_KINDS] = {0}, last = 0;
  static const uint32_t most[TASK_KINDS] = {TASKS_MAX, 0, BADGES_MAX};
  s->p = arena_array(&s->mem, struct task_active, v->n + 1);
  for (size_t i = 0; i < v->n; i++) {
    const struct noted *x = &v->p[i];
    bool has_next = i + 1 < v->n && v->p[i + 1].n == x->n;
    if (i == 0 || v->p[i - 1].n != x->n) last = 0;
    if (x->version) last = x->version;
    if (x->kind == CHECK_IN_DOC) continue;
    if (has_next && v->p[i + 1].from_lsn <= t->cursor) continue; /* all its events are done */
    struct task_active *a = &s->p[s->n];
    if (!make(t, s, x, last, a, err)) return false;
    if (has_next) a->until_lsn = v->p[i + 1].from_lsn;
    if (!has_next && !a->ended && ++alive[x->kind] > most[x->kind]) {
      a->broken = true;
      err_fail(&a->problem, ERR_too_many_resources, "%u", most[x->kind]);
    }
    s->n++;
  }
  if (s->n) qsort(s->p, s->n, sizeof *s->p, by_slug);
  return true;
}

void task_set_release(struct task_set *s) {
  names_env_free(s->names);
  snapshot_free(s->snap);
  arena_release(&s->mem);
  *s = (struct task_set){0};
}

static bool renew(struct tasks *t, struct task_set *s, struct arena *tmp, struct err *err) {
  notes v = {0};
  bool changed = false;
  bool ok = read_notes(loyalty_reader(t->l), tmp, &v, err) &&
            note_changes(t, &v, tmp, &changed, err);
  if (ok && changed) {
    v.n = 0;
    ok = read_notes(loyalty_reader(t->l), tmp, &v, err);
  }
  s->snap = ws_snapshot(t->w);
  ok = ok && names_env_new(t->w, s->snap, &s->names, err) && make_all(t, s, &v, err);
  vec_free(&v);
  return ok;
}

bool task_set_update(struct tasks *t, struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(t->w));
  uint64_t revision = resource_revision(t->w);
  struct task_set s = {.revision = revision, .made_ms = now};
  struct arena tmp;
  if (t->asked && t->set.revision == revision && now - t->set.made_ms < TASK_NAMES_MS)
    return true;
  arena_init(&tmp, "tasks");
  arena_init(&s.mem, "tasks");
  bool ok = renew(t, &s, &tmp, err);
  arena_release(&tmp);
  if (!ok) {
    task_set_release(&s);
    return false;
  }
  if (t->asked) task_set_release(&t->set);
  t->set = s;
  t->asked = true;
  return true;
}

int64_t task_period(const struct task *t, const struct tz *tz, int64_t at_ms) {
  int32_t day = day_of(tz, at_ms);
  switch (t->period) {
  case TASK_DAILY: return day;
  case TASK_WEEKLY: return day_week_start(day);
  case TASK_MONTHLY: return day_month_start(day);
  default: return 0;
  }
}
