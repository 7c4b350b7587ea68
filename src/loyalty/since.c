/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is noted is compared with what the documents are; a difference is noted, and read back. */
#include "loyalty/since.h"

#include "base/vec.h"
#include "workspace/consumer.h"

typedef VEC(struct since_version) versions;

static uint32_t kind_of(const struct since_def *def, struct str name) {
  for (uint32_t k = 0; k < def->n_kinds; k++)
    if (str_is(name, def->kinds[k])) return k;
  return 0;
}

/* By document and place. */
static bool read_all(struct loyalty *l, const struct since_def *def, struct arena *out,
                     versions *ret, struct err *err) {
  struct state *s = loyalty_reader(l);
  struct state_stmt *q;
  bool row;
  ret->n = 0;
  state_enter(s);
  bool ok = state_query(s, def->select, &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    vec_push(ret, ((struct since_version){.n = (uint32_t)state_int(q, 0),
                                          .version = (uint32_t)state_int(q, 1),
                                          .slug = arena_str(out, state_str(q, 2)),
                                          .from_lsn = (uint64_t)state_int(q, 3),
                                          .first_lsn = (uint64_t)state_int(q, 4),
                                          .first_ms = state_int(q, 5),
                                          .kind = kind_of(def, state_str(q, 6))}));
  state_leave(s);
  return ok;
}

static const struct since_version *newest(const versions *v, uint32_t kind, struct str slug) {
  for (size_t i = v->n; i-- > 0;)
    if (v->p[i].kind == kind && str_eq(v->p[i].slug, slug)) return &v->p[i];
  return NULL;
}

/* ---- noting ---- */

struct noting {
  struct writer_work work;
  struct workspace *w;
  const struct since_def *def;
  versions v;    /* n 0: a new document */
  uint32_t next; /* of the next new one */
};

static bool put_document(const struct noting *x, struct state *s, uint32_t n,
                         const struct since_version *c, uint64_t lsn, int64_t ms, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, x->def->put_document, &q, err)) return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, c->slug);
  state_bind_int(q, 3, (int64_t)lsn);
  state_bind_int(q, 4, ms);
  if (x->def->n_kinds > 1) state_bind_str(q, 5, str_from(x->def->kinds[c->kind]));
  return state_later(q, err);
}

static bool put_version(const struct noting *x, struct state *s, uint32_t n, uint32_t version,
                        uint64_t lsn, int64_t ms, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, x->def->put_version, &q, err)) return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, (int64_t)lsn);
  state_bind_int(q, 3, version);
  state_bind_int(q, 4, ms);
  return state_later(q, err);
}

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct noting *x = (struct noting *)k;
  uint64_t lsn = log_end(ws_log(x->w));
  int64_t ms = clock_wall_ms(ws_clock(x->w));
  uint32_t next = x->next;
  for (size_t i = 0; i < x->v.n; i++) {
    const struct since_version *c = &x->v.p[i];
    uint32_t n = c->n ? c->n : next++;
    if (!c->n && !put_document(x, s, n, c, lsn, ms, err)) return false;
    if (!put_version(x, s, n, c->version, lsn, ms, err)) return false;
  }
  return true;
}

static void compare(const versions *have, uint32_t kind, const struct resource *r, uint32_t n,
                    versions *ret) {
  for (uint32_t i = 0; i < n; i++) {
    const struct since_version *x = newest(have, kind, r[i].slug);
    if (!x || x->version != r[i].version)
      vec_push(ret,
               ((struct since_version){
                   .kind = kind, .slug = r[i].slug, .n = x ? x->n : 0, .version = r[i].version}));
  }
  for (size_t i = 0; i < have->n; i++) {
    const struct since_version *x = &have->p[i];
    bool is = false;
    for (uint32_t k = 0; k < n; k++)
      is |= str_eq(r[k].slug, x->slug);
    if (!is && x->kind == kind && x->version && newest(have, kind, x->slug) == x)
      vec_push(ret, ((struct since_version){.kind = kind, .slug = x->slug, .n = x->n}));
  }
}

static bool note(struct loyalty *l, const struct since_def *def, const versions *have,
                 struct arena *tmp, bool *ret_changed, struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  struct noting x = {
      .work = {.run = run}, .w = w, .def = def, .next = have->n ? have->p[have->n - 1].n + 1 : 1};
  bool ok = true;
  for (uint32_t k = 0; ok && k < def->n_kinds; k++) {
    struct resource *list;
    uint32_t n;
    ok = resource_list(w, str_from(def->kinds[k]), tmp, &list, &n, err);
    if (ok) compare(have, k, list, n, &x.v);
  }
  ok = ok && (x.v.n == 0 || loyalty_do(l, &x.work, err));
  *ret_changed = x.v.n > 0;
  vec_free(&x.v);
  return ok;
}

/* ---- making ---- */

bool since_is_ours(const struct err *why) {
  enum err_class c = err_class_of(why->code);
  return c == ERR_CLASS_SYSTEM || c == ERR_CLASS_CORRUPT;
}

static bool add(struct workspace *w, const struct since_def *def, struct since_set *s,
                const struct since_version *v, uint32_t version, void *ctx, struct err *err) {
  struct resource doc;
  struct json *tree = NULL;
  struct err why = {0};
  if (!resource_version_get(w, str_from(def->kinds[v->kind]), v->slug, version, &s->mem, &doc,
                            &why) ||
      !json_parse(doc.doc, &s->mem, &tree, &why))
    tree = NULL;
  if (tree || !since_is_ours(&why)) return def->add(ctx, s, v, tree, &why, err);
  *err = why;
  return false;
}

static bool add_all(struct workspace *w, const struct since_def *def, struct since_set *s,
                    const versions *all, uint64_t lsn, void *ctx, struct err *err) {
  uint32_t last = 0;
  s->most = (uint32_t)all->n;
  for (size_t i = 0; i < all->n; i++) {
    struct since_version v = all->p[i];
    bool has_next = i + 1 < all->n && all->p[i + 1].n == v.n;
    if (i == 0 || all->p[i - 1].n != v.n) last = 0;
    if (v.version) last = v.version;
    v.until_lsn = has_next ? all->p[i + 1].from_lsn : UINT64_MAX;
    if (has_next && v.until_lsn <= lsn) continue; /* all its events are done */
    if (!add(w, def, s, &v, last, ctx, err)) return false;
  }
  return true;
}

static bool make(struct loyalty *l, const struct since_def *def, uint64_t lsn, bool notes,
                 void *ctx, struct since_set *ret, struct err *err) {
  struct workspace *w = loyalty_workspace(l);
  struct since_set s = {.revision = resource_revision(w), .made_ms = clock_wall_ms(ws_clock(w))};
  struct arena tmp;
  versions v = {0};
  bool changed = false;
  arena_init(&tmp, "documents");
  arena_init(&s.mem, "documents");
  s.made = true;
  bool ok = read_all(l, def, &s.mem, &v, err) &&
            (!notes || note(l, def, &v, &tmp, &changed, err)) &&
            (!changed || read_all(l, def, &s.mem, &v, err));
  s.snap = ws_snapshot(w);
  ok = ok && names_env_new(w, s.snap, &s.names, err) && add_all(w, def, &s, &v, lsn, ctx, err);
  vec_free(&v);
  arena_release(&tmp);
  if (ok)
    *ret = s;
  else
    since_release(&s);
  return ok;
}

bool since_is_new(const struct since_set *s, struct workspace *w) {
  return s->made && s->revision == resource_revision(w) &&
         clock_wall_ms(ws_clock(w)) - s->made_ms < SINCE_NAMES_MS;
}

bool since_update(struct loyalty *l, const struct since_def *def, uint64_t lsn, void *ctx,
                  struct since_set *ret, struct err *err) {
  return make(l, def, lsn, true, ctx, ret, err);
}

bool since_at(struct loyalty *l, const struct since_def *def, uint64_t lsn, void *ctx,
              struct since_set *ret, struct err *err) {
  return make(l, def, lsn, false, ctx, ret, err);
}

void since_release(struct since_set *s) {
  if (!s->made) return;
  names_env_free(s->names);
  snapshot_free(s->snap);
  arena_release(&s->mem);
  *s = (struct since_set){0};
}
