/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Apply: all documents or none.
 *
 * Everything is judged under the write lock against one state: the given documents over the active
 * ones. First the given ones compile, in the order given (which order that is does not matter, see
 * env.c, except for which error comes first).  Then whoever refers to them, directly or through
 * others, compiles again, because a class renamed here may be what a segment elsewhere asks for;
 * its error names it and nothing is written.  Only then are versions made, for documents whose
 * canonical form differs from the current one.
 *
 * A dry run does the same without the database's lock and writing, and so also works on a workspace
 * opened for reading.
 */
#include "resource/resource_int.h"

struct apply {
  struct state *state;
  struct names_env *env;
  struct str author;
  bool dry;
  struct arena *out;
};

struct reference {
  uint32_t from, to; /* numbers of entries */
};
typedef VEC(struct reference) references;

/* The stored references between active resources. */
static bool load_references(struct apply *a, references *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(a->state,
                   "SELECT r.kind, r.slug, f.to_kind, f.to_slug FROM resource_ref f "
                   "JOIN resource r ON r.id = f.resource_id WHERE r.status = 'active'",
                   &q, err))
    return false;
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    struct reference r = {env_number(a->env, state_str(q, 0), state_str(q, 1)),
                          env_number(a->env, state_str(q, 2), state_str(q, 3))};
    if (r.from != INTERN_NONE && r.to != INTERN_NONE) vec_push(ret, r);
  }
}

/* Compiles every active resource that leads to a given document. */
static bool compile_dependents(struct apply *a, struct err *err) {
  struct names_env *env = a->env;
  bool *hit = arena_array(&env->arena, bool, env->entries.n);
  references refs = {0};
  bool ok = load_references(a, &refs, err), more = true;
  for (size_t i = 0; i < env->entries.n; i++)
    hit[i] = env->entries.p[i]->given;
  while (ok && more) {
    more = false;
    for (size_t i = 0; i < refs.n; i++) {
      struct reference r = refs.p[i];
      if (hit[r.to] && !hit[r.from]) hit[r.from] = more = true;
    }
  }
  vec_free(&refs);
  for (size_t i = 0; ok && i < env->entries.n; i++)
    if (hit[i]) ok = env_compile(env, env->entries.p[i], err);
  return ok;
}

static bool yaml_of(struct str doc, struct arena *tmp, struct buf *out, struct err *err) {
  return doc.n == 0 || resource_yaml(&(struct resource){.doc = doc}, tmp, out, err);
}

bool make_diff(struct str old, struct str new, struct arena *out, struct str *ret_diff,
               struct str *ret_summary, struct err *err) {
  struct arena tmp;
  struct buf a = BUF_INIT, b = BUF_INIT, diff = BUF_INIT;
  uint32_t added, removed;
  arena_init(&tmp, "diff");
  bool ok = yaml_of(old, &tmp, &a, err) && yaml_of(new, &tmp, &b, err);
  if (ok) {
    diff_lines(buf_str(&a), buf_str(&b), &tmp, &diff, &added, &removed);
    *ret_diff = arena_str(out, buf_str(&diff));
    *ret_summary = arena_printf(out, "+%u -%u", added, removed);
  }
  buf_release(&a);
  buf_release(&b);
  buf_release(&diff);
  arena_release(&tmp);
  return ok;
}

/* Whoever changed a document that was changed meanwhile is told, instead of undoing the other. */
static bool check_version(const struct document *d, uint32_t now, struct err *err) {
  uint32_t want = d->if_version == RESOURCE_NEW ? 0 : d->if_version;
  if (d->if_version == 0 || want == now) return true;
  err_fail(err, ERR_resource_changed, "%s" ERR_SEP "%.*s" ERR_SEP "%u" ERR_SEP "%u" ERR_SEP "%s",
           d->kind->name, STRF(d->slug), now, want, d->kind->zh);
  return document_fail_at(d, d->tree, err);
}

static bool apply_one(struct apply *a, const struct entry *e, struct resource_change *ret,
                      struct err *err) {
  const struct document *d = &e->doc;
  struct resource cur = {0};
  struct str kind = str_from(d->kind->name), summary;
  bool found;
  if (!store_get(a->state, kind, d->slug, a->out, &cur, &found, err)) return false;
  bool lives = found && !str_is(cur.status, "archived");
  if (!check_version(d, lives ? cur.version : 0, err)) return false;
  struct resource_change c = {.kind = kind,
                              .slug = arena_str(a->out, d->slug),
                              .old_version = found ? cur.version : 0,
                              .doc = d->canonical};
  if (lives && str_eq(cur.doc, d->canonical)) {
    c.what = CHANGE_NONE;
    c.new_version = cur.version;
    *ret = c;
    return true;
  }
  if (!document_texts_fit(d, err)) return false;
  if (d->allow && !d->kind->allowed(e, a->env, err)) return false;
  c.what = found ? CHANGE_UPDATE : CHANGE_CREATE;
  if (!make_diff(lives ? cur.doc : (struct str){0}, d->canonical, a->out, &c.diff, &summary, err))
    return false;
  if (!a->dry) {
    c.new_version = c.old_version + 1;
    const char *action = !found ? "create" : lives ? "update" : "restore";
    if (!store_put(a->state, e, cur.id, c.new_version, a->author, err) ||
        !audit_add(a->state, a->author, action, kind, d->slug, c.new_version, summary, err))
      return false;
  }
  *ret = c;
  return true;
}

static bool apply_all(struct apply *a, const struct documents *docs, struct resource_change *ret,
                      struct err *err) {
  for (uint32_t i = 0; i < docs->n; i++)
    env_put(a->env, &docs->p[i])->given = true;
  if (a->env->entries.n > ACTIVE_MAX)
    return err_fail(err, ERR_too_many_resources, "%d", ACTIVE_MAX);
  for (uint32_t i = 0; i < docs->n; i++) {
    struct entry *e = env_find(a->env, docs->p[i].kind, docs->p[i].slug);
    if (!env_compile(a->env, e, err)) return false;
  }
  if (!compile_dependents(a, err)) return false;
  for (uint32_t i = 0; i < docs->n; i++) {
    struct entry *e = env_find(a->env, docs->p[i].kind, docs->p[i].slug);
    if (!apply_one(a, e, &ret[i], err)) return false;
  }
  return true;
}

bool apply_documents(const struct env_setup *setup, const struct documents *docs, struct str author,
                     bool dry, struct arena *out, struct resource_change **ret, struct err *err) {
  struct apply a = {.state = setup->state, .author = author, .dry = dry, .out = out};
  struct resource_change *changes = arena_array(out, struct resource_change, docs->n);
  if (dry)
    state_enter(a.state);
  else if (!state_begin(a.state, err))
    return false;
  bool ok = env_new(setup, &a.env, err) && apply_all(&a, docs, changes, err);
  names_env_free(a.env);
  if (dry)
    state_leave(a.state);
  else if (ok)
    ok = state_commit(a.state, err);
  else
    state_rollback(a.state);
  if (ok) *ret = changes;
  return ok;
}
