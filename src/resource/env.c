/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The environment in which documents are compiled: who refers to whom.
 *
 * All active resources are loaded as text, in one SELECT (hence one consistent state), and compiled
 * only when something asks for them.  A document being applied is put over the stored one of its
 * name.  Compiling is a depth-first walk: the language asks for segment("a") while the segment that
 * says so is still open. That makes three things fall out of the stack of open entries: order
 * references may point in any direction; each entry is compiled once, when first needed cycles an
 * entry asked for while it is open closes a circle; the stack from it on is the path to show
 *   references  whoever is asked for is referred to by the entry on top
 * Trees are shared: two references to one segment point to the same nodes, so memory is linear
 * while the expression written out may be exponential; env_count counts the latter, for those who
 * will walk it.
 *
 * Many threads may ask at once; the lock is around each question (names.c), and what an answer
 * points to never changes afterwards.  `open` is empty between questions, since whoever fills it
 * holds the lock until the walk is over.
 *
 * An error inside a referenced resource is reported at its own place, not where it was referred to;
 * a circle is reported where it closes.
 */
#include <stdlib.h>

#include "base/panic.h"
#include "resource/resource_int.h"
#include "workspace/catalogue.h"

/* "kind\x1fslug", which nothing outlives: names are asked for again and again while an environment
 * lives. */
struct key {
  char text[64 + SLUG_MAX];
  size_t n; /* 0: too long to be anybody's */
};

static struct str key_of(struct key *k, struct str kind, struct str slug) {
  k->n = kind.n + 1 + slug.n;
  if (k->n > sizeof k->text) return str_of(k->text, k->n = 0);
  if (kind.n) memcpy(k->text, kind.p, kind.n);
  k->text[kind.n] = '\x1f';
  if (slug.n) memcpy(k->text + kind.n + 1, slug.p, slug.n);
  return str_of(k->text, k->n);
}

uint32_t env_number(struct names_env *env, struct str kind, struct str slug) {
  struct key k;
  return intern_find(&env->keys, key_of(&k, kind, slug));
}

struct entry *env_find(struct names_env *env, const struct kind_def *kind, struct str slug) {
  uint32_t i = env_number(env, str_from(kind->name), slug);
  return i == INTERN_NONE ? NULL : env->entries.p[i];
}

struct entry *env_put(struct names_env *env, const struct document *d) {
  struct key k;
  uint32_t i = intern_put(&env->keys, key_of(&k, str_from(d->kind->name), d->slug));
  must(k.n > 0);
  if (i == env->entries.n) vec_push(&env->entries, arena_new(&env->arena, struct entry));
  struct entry *e = env->entries.p[i];
  must(e->stage == ENTRY_RAW); /* replacing comes before compiling */
  e->doc = *d;
  return e;
}

static bool load_active(struct names_env *env, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(env->setup.state,
                   "SELECT r.kind, r.slug, v.doc FROM resource r JOIN resource_version v ON "
                   "v.resource_id = r.id "
                   "AND v.version = r.version WHERE r.status = 'active' ORDER BY r.kind, r.slug",
                   &q, err))
    return false;
  for (;;) {
    struct document d;
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    if (!document_stored(state_str(q, 0), state_str(q, 1), state_str(q, 2), &env->arena, &d, err)) {
      state_reset(q);
      return false;
    }
    env_put(env, &d);
  }
}

static bool load(struct names_env *env, struct err *err) {
  state_enter(env->setup.state);
  bool ok = load_active(env, err);
  state_leave(env->setup.state);
  return ok;
}

bool env_new(const struct env_setup *setup, struct names_env **ret, struct err *err) {
  struct names_env *env = must_calloc(1, sizeof *env);
  pthread_mutexattr_t again; /* compiling one resource asks for others */
  pthread_mutexattr_init(&again);
  pthread_mutexattr_settype(&again, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&env->lock, &again);
  pthread_mutexattr_destroy(&again);
  intern_init(&env->names, "names asked for");
  arena_init(&env->arena, "names");
  intern_init(&env->keys, "resource names");
  env->setup = *setup;
  names_fill(env);
  if (!load(env, err)) {
    names_env_free(env);
    return false;
  }
  *ret = env;
  return true;
}

static void entry_release(struct entry *e) {
  vec_free(&e->refs);
  if (e->values) intern_release(e->values);
}

void names_env_free(struct names_env *env) {
  if (!env) return;
  for (size_t i = 0; i < env->entries.n; i++)
    entry_release(env->entries.p[i]);
  catalogue_release(env->catalogue);
  for (size_t i = 0; i < env->sets.n; i++) {
    intern_release(&env->sets.p[i]->ids);
    free(env->sets.p[i]);
  }
  vec_free(&env->sets);
  vec_free(&env->entries);
  vec_free(&env->open);
  intern_release(&env->keys);
  intern_release(&env->names);
  arena_release(&env->arena);
  pthread_mutex_destroy(&env->lock);
  free(env);
}

static bool fail_cycle(struct names_env *env, const struct entry *again, struct err *err) {
  struct buf path = BUF_INIT;
  size_t i = 0;
  while (env->open.p[i] != again)
    i++;
  for (; i < env->open.n; i++)
    buf_printf(&path, "%.*s → ", STRF(env->open.p[i]->doc.slug));
  buf_put_str(&path, again->doc.slug);
  err_fail(err, ERR_reference_cycle, "%.*s" ERR_SEP "%s", STRF(again->doc.slug), path.p);
  buf_release(&path);
  return false;
}

/* What a resource asked for by itself fails with depends on nothing but the environment: keeping it
 * spares the next one the work, and the arena what the work leaves behind. */
static void fail_for_good(struct names_env *env, struct entry *e, const struct err *why) {
  e->failure = arena_new(&env->arena, struct err);
  *e->failure = *why;
  e->stage = ENTRY_FAILED;
}

bool env_compile(struct names_env *env, struct entry *e, struct err *err) {
  if (e->stage == ENTRY_DONE) return true;
  if (e->stage == ENTRY_FAILED) {
    *err = env->inner = *e->failure;
    env->inner_failed = env->open.n > 0;
    return false;
  }
  if (e->stage == ENTRY_OPEN) return fail_cycle(env, e, err);
  if (env->open.n == REFERENCE_DEPTH_MAX)
    return err_fail(err, ERR_too_deep, "%.*s" ERR_SEP "%d", STRF(e->doc.slug), REFERENCE_DEPTH_MAX);
  vec_push(&env->open, e);
  e->stage = ENTRY_OPEN;
  e->nodes = 0;
  e->refs.n = 0;
  bool ok = e->doc.kind->compile(e, env, err);
  e->stage = ok ? ENTRY_DONE : ENTRY_RAW;
  env->open.n--;
  if (ok) {
    env->inner_failed = false;
    return true;
  }
  if (env->inner_failed) *err = env->inner;
  env->inner = *err;
  env->inner_failed = env->open.n > 0;
  if (!env->inner_failed) fail_for_good(env, e, err);
  return false;
}

static void remember(struct entry *from, struct entry *to) {
  for (size_t i = 0; i < from->refs.n; i++)
    if (from->refs.p[i] == to) return;
  vec_push(&from->refs, to);
}

void env_mention(struct names_env *env, struct entry *e) {
  struct entry *from = env->open.n ? env->open.p[env->open.n - 1] : NULL;
  if (from && from != e) remember(from, e);
}

static bool fail_unknown(struct names_env *env, const struct kind_def *kind, struct str slug,
                         struct err *err) {
  struct arena tmp;
  arena_init(&tmp, "error");
  struct str *slugs = arena_array(&tmp, struct str, env->entries.n);
  size_t n = 0;
  for (size_t i = 0; i < env->entries.n; i++)
    if (env->entries.p[i]->doc.kind == kind) slugs[n++] = env->entries.p[i]->doc.slug;
  char words[ERR_ARG_BYTES];
  known_words(slug, slugs, n, words);
  arena_release(&tmp);
  return err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "%s" ERR_SEP "%s" ERR_SEP "%s", STRF(slug),
                  kind->name, words, kind->zh);
}

bool env_refer(struct names_env *env, const struct kind_def *kind, struct str slug,
               struct entry **ret, struct err *err) {
  struct entry *e = env_find(env, kind, slug);
  if (!e) return fail_unknown(env, kind, slug, err);
  if (env->open.n > 0) remember(env->open.p[env->open.n - 1], e);
  if (!env_compile(env, e, err)) return false;
  *ret = e;
  return true;
}

static uint64_t nodes_of(struct names_env *env, const struct node *t) {
  if (!t) return 0;
  uint64_t n = 1;
  if (t->kind == N_SEGMENT) {
    const struct entry *e = env_find(env, &kind_segment, t->name);
    return n + (e ? e->nodes : 0);
  }
  n += nodes_of(env, t->a) + nodes_of(env, t->b);
  if (t->agg) n += nodes_of(env, t->agg->where);
  for (uint32_t i = 0; i < t->n_kids; i++)
    n += nodes_of(env, t->kids[i]);
  return n;
}

bool env_count(struct names_env *env, struct entry *e, const struct node *tree, struct err *err) {
  e->nodes += nodes_of(env, tree);
  if (e->nodes <= REFERENCE_NODES_MAX) return true;
  return err_fail(err, ERR_too_large, "%s/%.*s" ERR_SEP "%llu nodes", e->doc.kind->name,
                  STRF(e->doc.slug), (unsigned long long)REFERENCE_NODES_MAX);
}
