/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The segments that are kept, and what they mean.
 *
 * Names and trees are made anew when a resource or setting changed, when events or properties of
 * new names or types came (names may mean something else then), and now and then to let an old
 * snapshot go.  What a segment means is a hash of everything that decides who is in it, references
 * written out: a new version that only changes the title changes nothing, a changed list or
 * classification changes everybody who names it. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "members_int.h"

/* ---- what it means ---- */

struct meaning {
  struct buf text;
  const struct classification_env *env;
  VEC(const struct classification *) seen;
};

static bool put_tree(struct meaning *m, const struct node *n, struct err *err);

static bool put_class(struct meaning *m, struct str slug, struct err *err) {
  const struct classification *c;
  if (!m->env->find(m->env->ctx, slug, &c, err)) return false;
  for (size_t i = 0; i < m->seen.n; i++)
    if (m->seen.p[i] == c) return true;
  vec_push(&m->seen, c);
  for (uint32_t i = 0; i < c->n_measures; i++) {
    const struct measure_def *d = &c->measures[i];
    buf_printf(&m->text, "\nmeasure %u %u %u %u %u", d->kind, d->of_index, d->method, d->bins,
               d->descending);
    for (uint32_t k = 0; k < d->n_fixed; k++)
      buf_put(&m->text, &d->fixed[k].m, sizeof d->fixed[k].m);
    if (d->tree && !put_tree(m, d->tree, err)) return false;
  }
  if (c->population_tree && !put_tree(m, c->population_tree, err)) return false;
  for (uint32_t i = 0; i < c->n_classes; i++) {
    buf_printf(&m->text, "\nclass %.*s", STRF(c->classes[i].name));
    if (!put_tree(m, c->classes[i].tree, err)) return false;
  }
  return true;
}

static bool put_behind(struct meaning *m, const struct node *n, struct err *err) {
  if (!n) return true;
  if (n->canonical.n) buf_printf(&m->text, " %.*s:%u", STRF(n->canonical), n->type);
  for (uint32_t i = 0; n->agg && n->agg->canonical && i < n->agg->n_events; i++)
    buf_printf(&m->text, " %.*s", STRF(n->agg->canonical[i]));
  if (n->kind == N_SEGMENT) return put_tree(m, n->a, err);
  if ((n->kind == N_CLASS || n->kind == N_SCORE) &&
      !put_class(m, n->canonical.n ? n->canonical : n->name, err))
    return false;
  if (n->kind == N_ITEM) buf_printf(&m->text, " %016llx", (unsigned long long)n->item->hash);
  for (uint32_t i = 0; n->kind == N_LISTED && i < n->list->values->n; i++)
    buf_put_lenstr(&m->text, intern_at(n->list->values, i));
  if (n->agg && !put_behind(m, n->agg->where, err)) return false;
  if (!put_behind(m, n->a, err) || !put_behind(m, n->b, err)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!put_behind(m, n->kids[i], err)) return false;
  return true;
}

static bool put_tree(struct meaning *m, const struct node *n, struct err *err) {
  buf_puts(&m->text, "\n");
  lang_format(n, &m->text);
  return put_behind(m, n, err);
}

bool member_meaning(const struct node *const *trees, uint32_t n,
                    const struct classification_env *env, char ret[MEANING_BYTES],
                    struct err *err) {
  struct meaning m = {.text = BUF_INIT, .env = env};
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = put_tree(&m, trees[i], err);
  buf_printf(&m.text, "\n%.*s", STRF(tz_name(env->tz)));
  XXH128_hash_t h = XXH3_128bits(m.text.p, m.text.n);
  if (ok)
    snprintf(ret, MEANING_BYTES, "%016llx%016llx", (unsigned long long)h.high64,
             (unsigned long long)h.low64);
  buf_release(&m.text);
  vec_free(&m.seen);
  return ok;
}

/* ---- which there are ---- */

void watched_free(struct watched *s) {
  free(s->id);
  free(s->slug);
  roaring_bitmap_free(s->set);
  free(s);
}

struct watched *watched_find(struct members *m, struct str slug) {
  for (size_t i = 0; i < m->segs.n; i++)
    if (str_eq(str_from(m->segs.p[i]->slug), slug)) return m->segs.p[i];
  return NULL;
}

static char *copy(struct str s) {
  char *p = must_malloc(s.n + 1);
  memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return p;
}

static struct watched *seg_of(struct members *m, const struct resource *r) {
  for (size_t i = 0; i < m->segs.n; i++)
    if (str_eq(str_from(m->segs.p[i]->id), r->id)) return m->segs.p[i];
  struct watched *s = must_calloc(1, sizeof *s);
  s->id = copy(r->id);
  s->slug = copy(r->slug);
  s->set = roaring_bitmap_create();
  vec_push(&m->segs, s);
  return s;
}

/* What is wrong with it stays with it; the others go on. */
static void compile(struct members *m, struct watched *s, const struct resource *r,
                    struct arena *tmp) {
  struct classification_env env = names_env_classes(m->names, NULL);
  struct json *doc;
  struct str text;
  struct err err = {0};
  s->tree = NULL;
  bool ok = json_parse(r->doc, tmp, &doc, &err) && segment_update(doc, &s->update, &err) &&
            segment_bound(doc, NULL, 0, tmp, &text, &err) &&
            lang_compile(arena_str(&m->trees, text), names_env_lang(m->names), &m->trees, &s->tree,
                         &err) &&
            member_meaning((const struct node *const *)&s->tree, 1, &env, s->meaning, &err);
  if (!ok) {
    s->tree = NULL;
    s->problem = err;
  } else {
    err_clear(&s->problem);
  }
}

static void compile_all(struct members *m, const struct resource *r, uint32_t n,
                        struct arena *tmp) {
  for (size_t i = 0; i < m->segs.n; i++) {
    m->segs.p[i]->active = false;
    m->segs.p[i]->tree = NULL;
  }
  for (uint32_t i = 0; i < n; i++) {
    struct watched *s = seg_of(m, &r[i]);
    s->version = r[i].version;
    s->active = true;
    if (i < MEMBERS_SEGMENTS_MAX)
      compile(m, s, &r[i], tmp);
    else
      err_fail(&s->problem, ERR_too_many_resources, "%d", MEMBERS_SEGMENTS_MAX);
  }
  for (size_t i = 0; i < m->segs.n; i++)
    if (!m->segs.p[i]->active) m->segs.p[i]->meaning[0] = 0;
}

uint64_t names_seen(const struct snapshot *n) {
  uint64_t sum = snapshot_events(n);
  for (uint32_t i = 0; i < snapshot_props(n); i++)
    sum = sum * 31 + snapshot_prop(n, i)->types;
  return sum;
}

static bool renew(struct members *m, struct snapshot *n, struct err *err) {
  struct resource *r;
  uint32_t n_r;
  struct names_env *names;
  struct arena tmp;
  uint64_t revision = resource_revision(m->w);
  if (!names_env_new(m->w, n, &names, err)) return false;
  arena_init(&tmp, "segments");
  bool ok = resource_list(m->w, STR("segment"), &tmp, &r, &n_r, err);
  if (ok) {
    names_env_free(m->names);
    snapshot_free(m->snap);
    arena_reset(&m->trees);
    m->names = names;
    m->snap = n;
    m->revision = revision;
    m->seen = names_seen(n);
    pthread_mutex_lock(&m->lock);
    compile_all(m, r, n_r, &tmp);
    pthread_mutex_unlock(&m->lock);
    m->cuts.n = 0; /* of classifications of the old names */
    arena_reset(&m->kept);
  } else {
    names_env_free(names);
  }
  arena_release(&tmp);
  return ok;
}

bool watched_update(struct members *m, const struct snapshot *n, int64_t now, struct err *err) {
  if (m->names && m->revision == resource_revision(m->w) && m->seen == names_seen(n) &&
      now - m->names_ms < ENV_MS)
    return true;
  struct snapshot *own = ws_snapshot(m->w);
  if (!renew(m, own, err)) {
    snapshot_free(own);
    return false;
  }
  m->names_ms = now;
  return true;
}

/* ---- whose turn it is ---- */

/* Its hour came since it was last looked at. */
static bool hour_came(const struct members *m, const struct watched *s, int64_t now) {
  const struct tz *tz = ws_tz(m->w);
  int32_t today = day_of(tz, now);
  for (int32_t day = today; day >= today - 1; day--) {
    int64_t at = day_start(tz, day) + s->update.minute * MS_MINUTE;
    if (at <= now) return s->asked_ms < at;
  }
  return false;
}

bool watched_due(const struct members *m, const struct watched *s, int64_t now) {
  if (!s->active) return s->recorded[0] != 0; /* archived: they all left */
  if (!s->tree) return false;
  if (!s->met || s->update.mode == SEGMENT_LIVE) return true;
  return s->update.mode == SEGMENT_DAILY && hour_came(m, s, now);
}
