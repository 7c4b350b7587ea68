/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's audit trail: who did what to whom, from where.
 *
 * Entries of this room are written in the transaction of the change they tell of; other rooms add
 * theirs (imports, exports).  Ids are dense and never reused, so a page is "below this id" and
 * stays right while entries are added.  Above ACCESS_AUDIT_ROWS_MAX the oldest go, a batch at a
 * time. */
#include "access/access_int.h"
#include "base/json.h"
#include "base/vec.h"

#define PAGE_DEFAULT 100
#define PAGE_MAX     1000
#define TRIM_EVERY   1000
#define ACTION_MAX   64

static bool trim(struct tx *t, int64_t id, struct err *err) {
  return id % TRIM_EVERY != 0 ||
         sql_do(t->s, err, "DELETE FROM audit WHERE id <= ?1", "i", id - ACCESS_AUDIT_ROWS_MAX);
}

bool audit_put(struct tx *t, const struct actor *by, const char *action, struct str object,
               struct str workspace, struct str detail, struct err *err) {
  static const struct actor nobody;
  int64_t id;
  if (!by) by = &nobody;
  return sql_int(t->s, &id, err,
                 "INSERT INTO audit (at_ms, actor_kind, actor, label, action, object, workspace, "
                 "address, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
                 "idsssssss", t->now, (int)by->kind, by->id, by->label, str_from(action), object,
                 workspace, by->address, detail.n ? detail : STR("{}")) &&
         trim(t, id, err);
}

static bool action_ok(const char *action) {
  size_t n = strlen(action);
  for (size_t i = 0; i < n; i++)
    if (!((action[i] >= 'a' && action[i] <= 'z') || action[i] == '_' || action[i] == '.'))
      return false;
  return n >= 1 && n <= ACTION_MAX;
}

static bool detail_ok(struct str detail) {
  struct arena tmp;
  struct json *v;
  struct err ignored = {0};
  if (detail.n == 0) return true;
  if (detail.n > ACCESS_DETAIL_MAX) return false;
  arena_init(&tmp, "audit detail");
  bool ok = json_parse(detail, &tmp, &v, &ignored) && v->type == JSON_OBJECT;
  arena_release(&tmp);
  return ok;
}

bool access_audit_add(struct access *a, const struct actor *by, const char *action,
                      struct str object, struct str workspace, struct str detail, struct err *err) {
  struct tx t;
  must(action_ok(action));
  if (!detail_ok(detail)) return err_fail(err, ERR_bad_audit_detail, "%d", ACCESS_DETAIL_MAX);
  return tx_begin(a, &t, err) &&
         tx_end(&t, audit_put(&t, by, action, object, workspace, detail, err), err);
}

/* Two texts, because with a workspace the index on it finds the page without reading the others'.
 */
#define SELECT                                                                                     \
  "SELECT id, at_ms, actor_kind, actor, label, action, object, workspace, address, detail FROM "   \
  "audit WHERE id < ?1 AND (?2 = '' OR actor = ?2 OR label = ?2) AND (?3 = '' OR action = ?3 OR "  \
  "substr(action, 1, length(?3) + 1) = ?3 || '.')"
#define NEWEST_FIRST " ORDER BY id DESC LIMIT ?4"

static struct access_audit read_row(struct state_stmt *q, struct arena *out) {
  return (struct access_audit){.id = state_int(q, 0),
                               .at_ms = state_int(q, 1),
                               .actor_kind = (enum actor_kind)state_int(q, 2),
                               .actor = arena_str(out, state_str(q, 3)),
                               .label = arena_str(out, state_str(q, 4)),
                               .action = arena_str(out, state_str(q, 5)),
                               .object = arena_str(out, state_str(q, 6)),
                               .workspace = arena_str(out, state_str(q, 7)),
                               .address = arena_str(out, state_str(q, 8)),
                               .detail = arena_str(out, state_str(q, 9))};
}

bool access_audit_list(struct access *a, const struct access_audit_filter *f, struct arena *out,
                       struct access_audit **ret, uint32_t *ret_n, int64_t *ret_next,
                       struct err *err) {
  uint32_t limit = f->limit == 0 ? PAGE_DEFAULT : f->limit > PAGE_MAX ? PAGE_MAX : f->limit;
  int64_t before = f->before > 0 ? f->before : INT64_MAX;
  VEC(struct access_audit) v = {0};
  struct state_stmt *q;
  bool row = false, ok;
  pthread_mutex_lock(&a->audit.lock);
  struct state *s = a->audit.state;
  /* One more than asked for tells whether there is another page. */
  if (f->server || f->workspace.n)
    ok = sql_query(s, &q, err, SELECT " AND workspace = ?5" NEWEST_FIRST, "issds", before, f->actor,
                   f->action, (int)limit + 1, f->server ? STR("") : f->workspace);
  else
    ok = sql_query(s, &q, err, SELECT NEWEST_FIRST, "issd", before, f->actor, f->action,
                   (int)limit + 1);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct access_audit e = read_row(q, out);
    vec_push(&v, e);
  }
  pthread_mutex_unlock(&a->audit.lock);
  if (ok) {
    uint32_t n = v.n > limit ? limit : (uint32_t)v.n;
    *ret = arena_array(out, struct access_audit, n);
    if (n) memcpy(*ret, v.p, n * sizeof *v.p);
    *ret_n = n;
    *ret_next = v.n > limit ? v.p[n - 1].id : 0;
  }
  vec_free(&v);
  return ok;
}
