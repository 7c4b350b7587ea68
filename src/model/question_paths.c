/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths as a document: its fields into struct paths, its answer as JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "model/question_int.h"
#include "query/paths.h"

#define FIELDS                                                                                     \
  "kind,from,to,events,split,gap,within,depth,collapse,count,top,top_nodes,top_values,min_share,"  \
  "converted,who,range,as_of"

struct asked {
  struct paths p;
  struct paths_item items[PATHS_ITEMS_MAX];
  struct paths_split splits[PATHS_SPLITS_MAX];
  struct str split_by[PATHS_SPLITS_MAX]; /* the property, or item.FIELD */
  roaring_bitmap_t *people;
};

/* ---- the document ---- */

static bool read_item(const struct question_env *e, const struct json *v, const char *path,
                      struct arena *out, struct paths_item *to, struct err *err) {
  if (v->type != JSON_STRING &&
      (!question_fields(v, path, "events,title", err) || !question_title(v, path, &to->title, err)))
    return false;
  return question_selector(e, v, path, out, &to->rows, err);
}

static bool read_items(const struct question_env *e, const struct json *v, struct arena *out,
                       struct asked *q, struct err *err) {
  char path[40];
  q->p.items = q->items;
  q->p.n_items = 1;
  if (!v) return question_events(e, STR("*"), "events", out, &q->items[0].rows, err);
  if (v->type != JSON_ARRAY) return read_item(e, v, "events", out, &q->items[0], err);
  if (!v->n || v->n > PATHS_ITEMS_MAX)
    return question_bad("events", "[\"view or add\"] (1 … 20)", err);
  q->p.n_items = v->n;
  for (uint32_t i = 0; i < v->n; i++) {
    snprintf(path, sizeof path, "events[%u]", i);
    if (!read_item(e, &v->items[i], path, out, &q->items[i], err)) return false;
  }
  return true;
}

/* The language knows which event may have been meant. */
static bool read_event(const struct question_env *e, struct str name, struct arena *out,
                       struct str *ret, struct err *err) {
  const struct node *tree;
  if (e->names->event(e->names->ctx, name, ret)) return true;
  bool quoted = !memchr(name.p, '`', name.n);
  if (!quoted ||
      question_events(e, arena_printf(out, "`%.*s`", STRF(name)), "split", out, &tree, err))
    err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "event" ERR_SEP ERR_SEP "事件", STRF(name));
  return err_at(err, "split", 0, 0, 0);
}

/* {event: property, or item.FIELD} */
static bool read_splits(const struct question_env *e, const struct json *v, struct arena *out,
                        struct asked *q, struct err *err) {
  q->p.splits = q->splits;
  if (!v) return true;
  if (v->type != JSON_OBJECT || v->n > PATHS_SPLITS_MAX)
    return question_bad("split", "{event: property} (≤ 8)", err);
  for (uint32_t i = 0; i < v->n; i++) {
    struct paths_split *s = &q->splits[i];
    if (!read_event(e, v->keys[i], out, &s->event, err)) return false;
    for (uint32_t k = 0; k < i; k++)
      if (str_eq(q->splits[k].event, s->event))
        return question_bad("split", "each event once", err);
    char path[100];
    snprintf(path, sizeof path, "split.%.*s", (int)utf8_cut(v->keys[i], 80), v->keys[i].p);
    if (!question_dimension(e, &v->items[i], path, out, &s->prop, &s->item, err)) return false;
    q->split_by[i] = s->item ? v->items[i].text : s->prop;
    q->p.n_splits++;
  }
  return true;
}

static bool read_ends(const struct question_env *e, const struct json *doc, struct arena *out,
                      struct paths *p, struct err *err) {
  const struct json *from = json_get(doc, "from"), *to = json_get(doc, "to");
  if (from && from->type != JSON_STRING) return question_bad("from", "\"…\"", err);
  if (to && to->type != JSON_STRING) return question_bad("to", "\"…\"", err);
  if ((from && !question_events(e, from->text, "from", out, &p->start, err)) ||
      (to && !question_events(e, to->text, "to", out, &p->end, err)))
    return false;
  if (!question_bool(doc, "converted", "converted", false, &p->converted_only, err)) return false;
  if (p->converted_only && !(from && to))
    return question_needs("converted", from ? "to" : "from", err);
  return true;
}

static bool read_share(const struct json *v, double *ret, struct err *err) {
  struct dec d = DEC_ZERO;
  if (v && (!json_dec(v, &d) || dec_cmp(d, DEC_ZERO) < 0 || dec_cmp(d, dec_int(1)) > 0))
    return question_bad("min_share", "0 … 1", err);
  *ret = dec_to_double(d);
  return true;
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct asked *q, struct err *err) {
  struct paths *p = &q->p;
  uint32_t count;
  if (!question_fields(doc, "question", FIELDS, err) ||
      !question_choice(json_get(doc, "count"), "count", "people|occurrences", &count, err))
    return false;
  p->count = (enum paths_count)count;
  if (!question_bool(doc, "collapse", "collapse", true, &p->fold, err)) return false;
  p->as_of = e->as_of;
  p->tz = e->env->tz;
  if (json_get(doc, "gap") && json_get(doc, "within"))
    return question_excludes("within", "gap", err);
  return question_span(json_get(doc, "gap"), "gap", PATHS_GAP, &p->gap, err) &&
         question_span(json_get(doc, "within"), "within", -1, &p->within, err) &&
         question_count(json_get(doc, "depth"), "depth", 1, PATHS_DEPTH_MAX, PATHS_DEPTH, &p->depth,
                        err) &&
         question_count(json_get(doc, "top"), "top", 1, PATHS_TOP_MAX, PATHS_TOP, &p->top, err) &&
         question_count(json_get(doc, "top_nodes"), "top_nodes", 1, PATHS_NODES_MAX, PATHS_NODES,
                        &p->top_nodes, err) &&
         question_count(json_get(doc, "top_values"), "top_values", 1, PATHS_VALUES_MAX,
                        PATHS_VALUES, &p->top_values, err) &&
         read_share(json_get(doc, "min_share"), &p->min_share, err) &&
         question_range(e, json_get(doc, "range"), "range", out, &p->from, &p->to, err) &&
         question_events(e, STR("*"), "events", out, &p->others, err) &&
         read_ends(e, doc, out, p, err) && read_items(e, json_get(doc, "events"), out, q, err) &&
         read_splits(e, json_get(doc, "split"), out, q, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &q->people, err);
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct asked **ret, struct err *err) {
  struct asked *q = *ret = arena_new(out, struct asked);
  if (!read_all(e, doc, out, q, err)) {
    if (q->people) roaring_bitmap_free(q->people);
    return false;
  }
  q->p.people = q->people;
  return true;
}

/* ---- the answer ---- */

struct writing {
  const struct question_env *e;
  const struct asked *q;
  struct jw *w;
};

/* What people call the item or category that the value of a node is the id of. */
static void put_called(const struct writing *p, const struct paths_node *n, struct str label) {
  for (uint32_t i = 0; i < p->q->p.n_splits; i++)
    if (str_eq(p->q->splits[i].event, n->name))
      question_put_name(p->e, p->q->split_by[i], label, p->w);
}

static void put_node(const struct writing *p, const struct paths_node *n) {
  struct jw *w = p->w;
  static const char *const kinds[] = {"event", "title", "value", "values_other", "other"};
  struct buf label = BUF_INIT;
  bool of_event = n->kind != PATHS_TITLE && n->kind != PATHS_OTHER;
  jw_key(w, "key"), jw_str(w, n->key);
  jw_key(w, "kind"), jw_cstr(w, kinds[n->kind]);
  jw_key(w, "event");
  if (of_event)
    jw_str(w, n->name);
  else
    jw_null(w);
  jw_key(w, "label");
  if (n->kind == PATHS_VALUE) breakdown_label(&n->value, &label);
  if (n->kind == PATHS_EVENT || n->kind == PATHS_TITLE)
    jw_str(w, n->name);
  else if (n->kind == PATHS_VALUE && n->value.type != V_NONE)
    jw_str(w, buf_str(&label));
  else
    jw_null(w);
  if (n->kind == PATHS_VALUE && n->value.type == V_STR) put_called(p, n, buf_str(&label));
  buf_release(&label);
}

static void put_share(struct jw *w, const struct paths_result *r, uint64_t count) {
  jw_key(w, "count"), jw_uint(w, count);
  jw_key(w, "share"), jw_double(w, r->count ? (double)count / (double)r->count : 0);
}

static void put_levels(const struct writing *p, const struct paths_result *r) {
  struct jw *w = p->w;
  jw_key(w, "levels"), jw_begin_array(w);
  for (uint32_t l = 0; l < r->n_levels; l++) {
    jw_begin_object(w);
    jw_key(w, "level"), jw_uint(w, l + 1);
    jw_key(w, "nodes"), jw_begin_array(w);
    for (uint32_t c = 0; c < r->levels[l].n_cells; c++) {
      const struct paths_cell *cell = &r->levels[l].cells[c];
      jw_begin_object(w);
      put_node(p, &r->nodes[cell->node]);
      put_share(w, r, cell->count);
      jw_key(w, "ended"), jw_uint(w, cell->ended);
      jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_links(struct jw *w, const struct paths_result *r) {
  jw_key(w, "links"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n_links; i++) {
    const struct paths_link *k = &r->links[i];
    jw_begin_object(w);
    jw_key(w, "level"), jw_uint(w, k->level + 1);
    jw_key(w, "from"), jw_str(w, r->nodes[r->levels[k->level].cells[k->from].node].key);
    jw_key(w, "to"), jw_str(w, r->nodes[r->levels[k->level + 1].cells[k->to].node].key);
    put_share(w, r, k->count);
    jw_key(w, "seconds"), jw_double(w, k->median / 1000);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_paths(const struct writing *to, const struct paths_result *r) {
  struct jw *w = to->w;
  jw_key(w, "paths"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n_paths; i++) {
    const struct paths_path *p = &r->paths[i];
    jw_begin_object(w);
    jw_key(w, "nodes"), jw_begin_array(w);
    for (uint32_t l = 0; l < p->n; l++) {
      jw_begin_object(w);
      put_node(to, &r->nodes[p->nodes[l]]);
      jw_end_object(w);
    }
    jw_end_array(w);
    put_share(w, r, p->count);
    jw_key(w, "converted"), jw_uint(w, p->converted);
    jw_key(w, "seconds"), jw_double(w, p->n > 1 ? p->median / 1000 : NAN);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "other"), jw_begin_object(w);
  jw_key(w, "paths"), jw_uint(w, r->other_paths);
  put_share(w, r, r->other);
  jw_end_object(w);
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct paths_result r;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = query_paths(e->snapshot, &q->p, e->env->pool, e->env->limits, NULL, out, &r, NULL, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return false;
  const struct writing to = {e, q, w};
  jw_key(w, "all"), jw_begin_object(w);
  jw_key(w, "count"), jw_uint(w, r.count);
  jw_key(w, "people"), jw_uint(w, r.people);
  jw_key(w, "occurrences"), jw_uint(w, r.attempts);
  jw_key(w, "converted"), jw_uint(w, r.converted);
  jw_end_object(w);
  put_levels(&to, &r);
  put_links(w, &r);
  put_paths(&to, &r);
  return true;
}

/* ---- the people of a number ---- */

static bool read_path(const struct json *v, struct arena *out, struct paths_ask *ret,
                      struct err *err) {
  if (v->type != JSON_ARRAY || !v->n || v->n > PATHS_DEPTH_MAX)
    return question_bad("cell.path", "[\"…\"]", err);
  struct str *keys = arena_array(out, struct str, v->n);
  for (uint32_t i = 0; i < v->n; i++) {
    if (v->items[i].type != JSON_STRING) return question_bad("cell.path", "[\"…\"]", err);
    keys[i] = v->items[i].text;
  }
  ret->what = PATHS_OF_PATH;
  ret->path = keys;
  ret->n_path = v->n;
  return true;
}

static bool read_cell(const struct json *v, const struct paths *p, struct arena *out,
                      struct paths_ask *ret, struct err *err) {
  uint32_t level;
  *ret = (struct paths_ask){.what = PATHS_OF_ALL};
  if (!question_fields(v, "cell", "level,node,ended,from,to,path,other,converted", err) ||
      !question_count(json_get(v, "level"), "cell.level", 1, p->depth, 1, &level, err))
    return false;
  struct str node = json_get_str(v, "node");
  ret->from = json_get_str(v, "from");
  ret->to = json_get_str(v, "to");
  ret->level = level - 1;
  bool other;
  if (!question_bool(v, "ended", "cell.ended", false, &ret->ended, err) ||
      !question_bool(v, "converted", "cell.converted", false, &ret->converted, err) ||
      !question_bool(v, "other", "cell.other", false, &other, err))
    return false;
  bool link = ret->from.p && ret->to.p;
  const struct json *path = json_get(v, "path");
  if ((node.p != NULL) + link + (path != NULL) + other > 1 || !ret->from.p != !ret->to.p ||
      (ret->ended && !node.p))
    return question_bad("cell", "{level, node, ended} / {level, from, to} / {path} / {other}", err);
  if (node.p) ret->what = PATHS_OF_NODE, ret->from = node;
  if (link) ret->what = PATHS_OF_LINK;
  if (other) ret->what = PATHS_OF_OTHER_PATHS;
  return !path || read_path(path, out, ret, err);
}

static bool has_node(const struct paths_result *r, uint32_t level, struct str key) {
  for (uint32_t c = 0; level < r->n_levels && c < r->levels[level].n_cells; c++)
    if (str_eq(r->nodes[r->levels[level].cells[c].node].key, key)) return true;
  return false;
}

static bool no_node(uint32_t level, struct str key, const char *path, struct err *err) {
  err_fail(err, ERR_unknown_path_node, "%.*s" ERR_SEP "%u", STRF(key), level + 1);
  return err_at(err, path, 0, 0, 0);
}

/* Whether the answer has the cell at all.  A node that it does not tell apart may be asked for by
 * its key as long as somebody was there. */
static bool has_cell(const struct paths_result *r, const struct paths_ask *c,
                     const roaring_bitmap_t *found, struct err *err) {
  bool node = c->what == PATHS_OF_NODE, link = c->what == PATHS_OF_LINK;
  char range[40];
  if (!roaring_bitmap_is_empty(found)) return true;
  if ((node || link) && c->level + link >= r->n_levels) {
    if (r->n_levels <= (uint32_t)link) return no_node(c->level, c->from, "cell", err);
    snprintf(range, sizeof range, "1 … %u", r->n_levels - link);
    return question_bad("cell.level", range, err);
  }
  if ((node || link) && !has_node(r, c->level, c->from))
    return no_node(c->level, c->from, node ? "cell.node" : "cell.from", err);
  if (link && !has_node(r, c->level + 1, c->to))
    return no_node(c->level + 1, c->to, "cell.to", err);
  for (uint32_t i = 0; c->what == PATHS_OF_PATH && i < c->n_path; i++) {
    char path[32];
    snprintf(path, sizeof path, "cell.path[%u]", i);
    if (!has_node(r, i, c->path[i])) return no_node(i, c->path[i], path, err);
  }
  return true;
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct paths_result r;
  struct paths_ask c;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok = read_cell(cell, &q->p, out, &c, err) &&
            query_paths(e->snapshot, &q->p, e->env->pool, e->env->limits, &c, out, &r, ret, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok || has_cell(&r, &c, *ret, err)) return ok;
  roaring_bitmap_free(*ret);
  return false;
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct asked *q;
  return read(e, doc, tmp, &q, err);
}

const struct question_kind question_paths = {"paths", "Paths", "路径", "range", check, ask, people};
