/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources in SQL.
 *
 * `resource` holds one row per (kind, slug) for ever: its id, its current version, whether it
 * lives. `resource_version` holds every document there ever was and is only inserted into.
 * `resource_ref` holds what the current version refers to, so that "who uses this?" is a look-up
 * and not a compilation of everything. Archiving keeps the row and its versions; applying the same
 * slug again makes the next version of the same resource, so an id always means one thing.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/id.h"
#include "resource/resource_int.h"

#define COLUMNS                                                                                    \
  "r.id, r.kind, r.slug, v.title_en, v.title_zh, v.version, r.status, v.doc, r.created_ms, "       \
  "v.at_ms, v.author"
#define FROM " FROM resource r JOIN resource_version v ON v.resource_id = r.id "

static struct resource read_row(struct state_stmt *q, struct arena *out) {
  return (struct resource){.id = arena_str(out, state_str(q, 0)),
                           .kind = arena_str(out, state_str(q, 1)),
                           .slug = arena_str(out, state_str(q, 2)),
                           .title_en = arena_str(out, state_str(q, 3)),
                           .title_zh = arena_str(out, state_str(q, 4)),
                           .version = (uint32_t)state_int(q, 5),
                           .status = arena_str(out, state_str(q, 6)),
                           .doc = arena_str(out, state_str(q, 7)),
                           .created_ms = state_int(q, 8),
                           .updated_ms = state_int(q, 9),
                           .author = arena_str(out, state_str(q, 10))};
}

static bool read_rows(struct state_stmt *q, struct arena *out, struct resource **ret,
                      uint32_t *ret_n, struct err *err) {
  VEC(struct resource) v = {0};
  bool row = false, ok;
  while ((ok = state_step(q, &row, err)) && row)
    vec_push(&v, read_row(q, out));
  if (ok) {
    *ret = arena_array(out, struct resource, v.n);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

static bool read_one(struct state_stmt *q, struct arena *out, struct resource *ret, bool *ret_found,
                     struct err *err) {
  bool row;
  if (!state_step(q, &row, err)) return false;
  if (row) *ret = read_row(q, out);
  state_reset(q);
  *ret_found = row;
  return true;
}

bool store_get(struct state *s, struct str kind, struct str slug, struct arena *out,
               struct resource *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(
      s, "SELECT " COLUMNS FROM "AND v.version = r.version WHERE r.kind = ?1 AND r.slug = ?2", &q,
      err);
  if (ok) {
    state_bind_str(q, 1, kind);
    state_bind_str(q, 2, slug);
    ok = read_one(q, out, ret, ret_found, err);
  }
  state_leave(s);
  return ok;
}

bool store_version_get(struct state *s, struct str kind, struct str slug, uint32_t version,
                       struct arena *out, struct resource *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(
      s, "SELECT " COLUMNS FROM "WHERE r.kind = ?1 AND r.slug = ?2 AND v.version = ?3", &q, err);
  if (ok) {
    state_bind_str(q, 1, kind);
    state_bind_str(q, 2, slug);
    state_bind_int(q, 3, version);
    ok = read_one(q, out, ret, ret_found, err);
  }
  state_leave(s);
  return ok;
}

static bool list_where(struct state *s, const char *sql, struct str kind, struct arena *out,
                       struct resource **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s, sql, &q, err);
  if (ok) {
    state_bind_str(q, 1, kind);
    ok = read_rows(q, out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}

bool store_list(struct state *s, struct str kind, struct arena *out, struct resource **ret,
                uint32_t *ret_n, struct err *err) {
  return list_where(s,
                    "SELECT " COLUMNS FROM "AND v.version = r.version WHERE r.status <> 'archived' "
                    "AND (?1 = '' OR r.kind = ?1) ORDER BY r.kind, r.slug",
                    kind, out, ret, ret_n, err);
}

bool store_list_archived(struct state *s, struct str kind, struct arena *out, struct resource **ret,
                         uint32_t *ret_n, struct err *err) {
  return list_where(s,
                    "SELECT " COLUMNS FROM "AND v.version = r.version WHERE r.status = 'archived' "
                    "AND r.kind = ?1 ORDER BY r.slug",
                    kind, out, ret, ret_n, err);
}

bool store_versions(struct state *s, struct str kind, struct str slug, struct arena *out,
                    struct resource **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  struct resource *r = NULL;
  uint32_t n = 0;
  state_enter(s);
  bool ok = state_query(
      s, "SELECT " COLUMNS FROM "WHERE r.kind = ?1 AND r.slug = ?2 ORDER BY v.version DESC", &q,
      err);
  if (ok) {
    state_bind_str(q, 1, kind);
    state_bind_str(q, 2, slug);
    ok = read_rows(q, out, &r, &n, err);
  }
  state_leave(s);
  if (!ok) return false;
  if (n == 0) return store_unknown(s, kind, slug, err);
  *ret = r;
  *ret_n = n;
  return true;
}

/* ERR_unknown_resource, with what there is. */
bool store_unknown(struct state *s, struct str kind, struct str slug, struct err *err) {
  struct arena tmp;
  struct resource *r;
  uint32_t n;
  char words[ERR_ARG_BYTES];
  arena_init(&tmp, "error");
  if (kind_known(kind, err) && store_list(s, kind, &tmp, &r, &n, err)) {
    struct str *slugs = arena_array(&tmp, struct str, n);
    for (uint32_t i = 0; i < n; i++)
      slugs[i] = r[i].slug;
    known_words(slug, slugs, n, words);
    err_fail(err, ERR_unknown_resource, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s", STRF(kind),
             STRF(slug), words, kind_find(kind)->zh);
  }
  arena_release(&tmp);
  return false;
}

static bool put_row(struct state *s, const struct document *d, struct str id, uint32_t version,
                    struct err *err) {
  struct state_stmt *q;
  if (!state_query(
          s,
          "INSERT INTO resource (id, kind, slug, status, version, title_en, title_zh, created_ms, "
          "updated_ms) VALUES (?1, ?2, ?3, 'active', ?4, ?5, ?6, @now, @now) "
          "ON CONFLICT (id) DO UPDATE SET status = 'active', version = excluded.version, title_en "
          "= "
          "excluded.title_en, title_zh = excluded.title_zh, updated_ms = excluded.updated_ms",
          &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_str(q, 2, str_from(d->kind->name));
  state_bind_str(q, 3, d->slug);
  state_bind_int(q, 4, version);
  state_bind_str(q, 5, d->title_en);
  state_bind_str(q, 6, d->title_zh);
  return state_exec(q, err);
}

static bool put_version(struct state *s, const struct document *d, struct str id, uint32_t version,
                        struct str author, struct err *err) {
  struct state_stmt *q;
  char hash[33];
  XXH128_hash_t h = XXH3_128bits(d->canonical.p, d->canonical.n);
  snprintf(hash, sizeof hash, "%016llx%016llx", (unsigned long long)h.high64,
           (unsigned long long)h.low64);
  if (!state_query(s,
                   "INSERT INTO resource_version (resource_id, version, doc, hash, title_en, "
                   "title_zh, author, "
                   "at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, @now)",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_int(q, 2, version);
  state_bind_str(q, 3, d->canonical);
  state_bind_str(q, 4, str_from(hash));
  state_bind_str(q, 5, d->title_en);
  state_bind_str(q, 6, d->title_zh);
  state_bind_str(q, 7, author);
  return state_exec(q, err);
}

static bool clear_refs(struct state *s, struct str id, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "DELETE FROM resource_ref WHERE resource_id = ?1", &q, err)) return false;
  state_bind_str(q, 1, id);
  return state_exec(q, err);
}

static bool put_refs(struct state *s, const struct entry *e, struct str id, struct err *err) {
  struct state_stmt *q;
  if (!clear_refs(s, id, err)) return false;
  for (size_t i = 0; i < e->refs.n; i++) {
    const struct document *to = &e->refs.p[i]->doc;
    if (!state_query(s,
                     "INSERT INTO resource_ref (resource_id, to_kind, to_slug) VALUES (?1, ?2, ?3)",
                     &q, err))
      return false;
    state_bind_str(q, 1, id);
    state_bind_str(q, 2, str_from(to->kind->name));
    state_bind_str(q, 3, to->slug);
    if (!state_exec(q, err)) return false;
  }
  return true;
}

bool store_put(struct state *s, const struct entry *e, struct str id, uint32_t version,
               struct str author, struct err *err) {
  struct arena tmp;
  arena_init(&tmp, "put");
  if (id.n == 0) id = id_new(e->doc.kind->id_prefix, &tmp);
  bool ok = put_row(s, &e->doc, id, version, err) &&
            put_version(s, &e->doc, id, version, author, err) && put_refs(s, e, id, err);
  arena_release(&tmp);
  return ok;
}

/* ERR_in_use naming who refers to it. */
static bool check_unused(struct state *s, struct str kind, struct str slug, struct arena *tmp,
                         struct err *err) {
  struct resource_use *use;
  struct buf users = BUF_INIT, users_zh = BUF_INIT;
  uint32_t n;
  if (!store_used_by(s, kind, slug, tmp, &use, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    buf_printf(&users, "%sthe %.*s \"%.*s\"", i ? ", " : "", STRF(use[i].kind), STRF(use[i].slug));
    buf_printf(&users_zh, "%s%s“%.*s”", i ? "、" : "", kind_find(use[i].kind)->zh,
               STRF(use[i].slug));
  }
  bool ok = n == 0 ||
            err_fail(err, ERR_in_use, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s" ERR_SEP "%s",
                     STRF(kind), STRF(slug), users.p, kind_find(kind)->zh, users_zh.p);
  buf_release(&users_zh);
  buf_release(&users);
  return ok;
}

static bool set_archived(struct state *s, const struct resource *r, struct str author,
                         struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "UPDATE resource SET status = 'archived', updated_ms = @now WHERE id = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, r->id);
  return state_exec(q, err) && clear_refs(s, r->id, err) &&
         audit_add(s, author, "archive", r->kind, r->slug, r->version, (struct str){0}, err);
}

static bool is_version(const struct resource *r, uint32_t want, struct err *err) {
  return want == 0 || want == r->version ||
         err_fail(err, ERR_resource_changed,
                  "%.*s" ERR_SEP "%.*s" ERR_SEP "%u" ERR_SEP "%u" ERR_SEP "%s", STRF(r->kind),
                  STRF(r->slug), r->version, want, kind_find(r->kind)->zh);
}

bool store_archive(struct state *s, struct str kind, struct str slug, uint32_t if_version,
                   struct str author, bool *ret_changed, struct err *err) {
  struct arena tmp;
  struct resource r = {0};
  bool found, ok = false;
  if (!state_begin(s, err)) return false;
  arena_init(&tmp, "archive");
  if (store_get(s, kind, slug, &tmp, &r, &found, err)) {
    if (!found)
      store_unknown(s, kind, slug, err);
    else /* archiving what is archived changes nothing */
      ok = is_version(&r, if_version, err) &&
           (str_is(r.status, "archived") ||
            (check_unused(s, kind, slug, &tmp, err) && set_archived(s, &r, author, err)));
  }
  bool changed = ok && !str_is(r.status, "archived");
  arena_release(&tmp);
  if (!ok) {
    state_rollback(s);
    return false;
  }
  if (!state_commit(s, err)) return false;
  *ret_changed = changed;
  return true;
}
