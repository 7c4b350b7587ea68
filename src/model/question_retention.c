/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retention as a document: its fields into struct retention, its answer as JSON. */
#include <math.h>
#include <stdio.h>

#include "model/question_int.h"
#include "query/retention.h"

#define FIELDS                                                                                     \
  "kind,start,return,first,grain,periods,brackets,mode,clock,measure,who,range,by,top,as_of"
#define BRACKETS_MAX 100

struct asked {
  struct retention f;
  struct retention_column columns[RETENTION_PERIODS_MAX + 1];
  roaring_bitmap_t *people;
  struct str by_name; /* of the property or attribute it is broken down by */
};

struct writing {
  const struct question_env *e;
  const struct asked *q;
  const struct retention_result *r;
  struct jw *w;
};

/* ---- the document ---- */

static bool read_bracket(const struct json *v, uint32_t i, uint32_t after,
                         struct retention_column *ret, struct err *err) {
  char path[40];
  snprintf(path, sizeof path, "brackets[%u]", i);
  int64_t from, to;
  if (v->type != JSON_ARRAY || v->n != 2 || !json_int(&v->items[0], &from) ||
      !json_int(&v->items[1], &to) || from <= after || to < from || to > RETENTION_PERIODS_MAX)
    return question_bad(path, "[from, to], after the one before (1 … 366)", err);
  *ret = (struct retention_column){(uint32_t)from, (uint32_t)to};
  return true;
}

static bool read_brackets(const struct json *v, struct asked *q, struct err *err) {
  if (v->type != JSON_ARRAY || v->n == 0 || v->n > BRACKETS_MAX)
    return question_bad("brackets", "[[1, 3], [4, 7]] (≤ 100)", err);
  for (uint32_t i = 0; i < v->n; i++)
    if (!read_bracket(&v->items[i], i, q->columns[i].to, &q->columns[i + 1], err)) return false;
  q->f.n_columns = v->n + 1;
  return true;
}

static bool read_columns(const struct json *doc, struct asked *q, struct err *err) {
  static const uint32_t usual[] = {24, 30, 12, 12}; /* hour, day, week, month */
  const struct json *periods = json_get(doc, "periods"), *brackets = json_get(doc, "brackets");
  uint32_t n;
  q->f.columns = q->columns;
  if (periods && brackets) return question_excludes("brackets", "periods", err);
  if (brackets) return read_brackets(brackets, q, err);
  if (!question_count(periods, "periods", 1, RETENTION_PERIODS_MAX, usual[q->f.grain - GRAIN_HOUR],
                      &n, err))
    return false;
  q->f.n_columns = n + 1;
  for (uint32_t i = 1; i <= n; i++)
    q->columns[i] = (struct retention_column){i, i};
  return true;
}

static bool read_measure(const struct question_env *e, const struct json *v, struct arena *out,
                         struct retention *f, struct err *err) {
  uint32_t measure;
  if (!v || v->type == JSON_STRING) {
    if (!question_choice(v, "measure", "people|events", &measure, err)) return false;
    f->measure = (enum retention_measure)measure;
    return true;
  }
  if (v->type != JSON_OBJECT)
    return question_bad("measure", "people / events / {sum: property}", err);
  f->measure = RETENTION_SUM;
  return question_fields(v, "measure", "sum", err) &&
         question_number(e, json_get(v, "sum"), "measure.sum", "sum", out, &f->sum, err);
}

static bool read_by(const struct question_env *e, const struct json *by, struct arena *out,
                    struct retention *f, struct err *err) {
  struct question_groups g;
  if (!by) return true;
  if (json_get(by, "property")) {
    f->by = RETENTION_BY_PROP;
    return question_fields(by, "by", "property", err) &&
           question_dimension(e, json_get(by, "property"), "by.property", out, &f->prop, &f->item,
                              err);
  }
  if (!question_fields(by, "by", "attribute,class,segment,expression", err) ||
      !question_groups(e, by, "by", out, &g, err))
    return false;
  f->by = RETENTION_BY_GROUP;
  f->group_of = g.of;
  f->n_group_of = g.n_of;
  f->group_names = g.names;
  f->n_group_names = g.n_names;
  return true;
}

static bool read_events(const struct question_env *e, const struct json *v, const char *path,
                        struct arena *out, const struct node **ret, struct err *err) {
  if (!v || v->type != JSON_STRING) return question_bad(path, "\"view or add\"", err);
  return question_events(e, v->text, path, out, ret, err);
}

static bool read_choices(const struct json *doc, struct retention *f, struct err *err) {
  uint32_t first, grain, mode, clock;
  if (!question_choice(json_get(doc, "first"), "first", "ever|range|each", &first, err) ||
      !question_choice(json_get(doc, "mode"), "mode", "on|on_or_after|until|every", &mode, err) ||
      !question_choice(json_get(doc, "clock"), "clock", "calendar|rolling", &clock, err) ||
      !question_choice(json_get(doc, "grain"), "grain", "hour|day|week|month", &grain, err))
    return false;
  f->first = (enum retention_first)first;
  f->mode = (enum retention_mode)mode;
  f->clock = (enum retention_clock)clock;
  f->grain = json_get(doc, "grain") ? (enum grain)(GRAIN_HOUR + grain) : GRAIN_WEEK;
  return true;
}

static bool read_all(const struct question_env *e, const struct json *doc, struct arena *out,
                     struct asked *q, struct err *err) {
  struct retention *f = &q->f;
  if (!question_fields(doc, "question", FIELDS, err) || !read_choices(doc, f, err)) return false;
  f->as_of = e->as_of;
  f->tz = e->env->tz;
  const struct json *by = json_get(doc, "by"), *again = json_get(doc, "return");
  q->by_name = json_get_str(by, json_get(by, "property") ? "property" : "attribute");
  return read_events(e, json_get(doc, "start"), "start", out, &f->start, err) &&
         (again ? read_events(e, again, "return", out, &f->again, err)
                : question_events(e, STR("*"), "return", out, &f->again, err)) &&
         read_columns(doc, q, err) && read_measure(e, json_get(doc, "measure"), out, f, err) &&
         question_range(e, json_get(doc, "range"), "range", out, &f->from, &f->to, err) &&
         question_count(json_get(doc, "top"), "top", 1, RETENTION_TOP_MAX, 10, &f->top, err) &&
         read_by(e, by, out, f, err) &&
         question_who(e, json_get(doc, "who"), "who", out, &q->people, err);
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct asked **ret, struct err *err) {
  struct asked *q = *ret = arena_new(out, struct asked);
  if (!read_all(e, doc, out, q, err)) {
    if (q->people) roaring_bitmap_free(q->people);
    return false;
  }
  q->f.people = q->people;
  return true;
}

/* ---- the answer ---- */

/* As fine as it goes: a mean of a sum that nearly fills a decimal has fewer digits. */
static struct dec per_person(struct dec sum, uint64_t of) {
  struct dec mean = DEC_ZERO;
  for (int scale = 12; of && scale >= 0; scale -= 3)
    if (dec_div(sum, dec_int((int64_t)of), (uint8_t)scale, &mean)) break;
  return dec_normal(mean);
}

static void put_decimal(struct jw *w, struct dec v) {
  char text[DEC_TEXT_BYTES];
  jw_cstr(w, dec_text(v, text));
}

static void put_cell(const struct writing *p, const struct retention_cell *c) {
  enum retention_measure measure = p->q->f.measure;
  struct jw *w = p->w;
  jw_begin_object(w);
  jw_key(w, "people"), jw_uint(w, c->people);
  jw_key(w, "of"), jw_uint(w, c->of);
  jw_key(w, "rate"), jw_double(w, c->of ? (double)c->people / (double)c->of : NAN);
  if (measure != RETENTION_PEOPLE) jw_key(w, "events"), jw_uint(w, c->events);
  if (measure == RETENTION_SUM) jw_key(w, "sum"), put_decimal(w, c->sum);
  if (measure != RETENTION_PEOPLE) {
    struct dec sum = measure == RETENTION_SUM ? c->sum : dec_int((int64_t)c->events);
    jw_key(w, "per_person");
    if (c->of)
      put_decimal(w, per_person(sum, c->of));
    else
      jw_null(w);
  }
  jw_key(w, "incomplete"), jw_bool(w, c->incomplete);
  jw_end_object(w);
}

static void moment_text(const struct question_env *e, const struct asked *q, int64_t ms,
                        struct buf *out) {
  if (q->f.grain == GRAIN_HOUR)
    time_format_minute(e->env->tz, ms, out);
  else
    day_format(day_of(e->env->tz, ms), out);
}

static void put_moment(const struct writing *p, const char *key, int64_t ms) {
  struct buf b = BUF_INIT;
  moment_text(p->e, p->q, ms, &b);
  jw_key(p->w, key), jw_str(p->w, buf_str(&b));
  buf_release(&b);
}

static void put_cohorts(const struct writing *p, const struct retention_group *g) {
  const struct retention_result *r = p->r;
  struct jw *w = p->w;
  jw_key(w, "cohorts"), jw_begin_array(w);
  for (uint32_t i = 0; i < r->n_periods; i++) {
    jw_begin_object(w);
    put_moment(p, "from", r->periods[i].from);
    put_moment(p, "to", r->periods[i].to);
    jw_key(w, "incomplete"), jw_bool(w, r->periods[i].incomplete);
    jw_key(w, "size"), jw_uint(w, g->cohorts[i].size);
    jw_key(w, "cells"), jw_begin_array(w);
    for (uint32_t c = 0; c < r->periods[i].n_cells; c++)
      put_cell(p, &g->cohorts[i].cells[c]);
    jw_end_array(w);
    jw_end_object(w);
  }
  jw_end_array(w);
}

/* The cohorts of all stand in the answer itself. */
static void put_group(const struct writing *p, const struct retention_group *g) {
  struct jw *w = p->w;
  jw_begin_object(w);
  question_put_group(p->e, g->kind, &g->value, p->q->by_name, w);
  jw_key(w, "size"), jw_uint(w, g->size);
  jw_key(w, "cells"), jw_begin_array(w);
  for (uint32_t c = 0; c < p->r->n_columns; c++)
    put_cell(p, &g->cells[c]);
  jw_end_array(w);
  if (g->kind != BREAKDOWN_ALL) put_cohorts(p, g);
  jw_end_object(w);
}

static void put_selector(struct jw *w, const char *key, const struct node *rows) {
  struct buf text = BUF_INIT;
  lang_format_events(rows, &text);
  jw_key(w, key), jw_str(w, buf_str(&text));
  buf_release(&text);
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct retention_result r;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok =
      query_retention(e->snapshot, &q->f, e->env->pool, e->env->limits, NULL, out, &r, NULL, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return question_limited("range", err);
  struct writing p = {e, q, &r, w};
  put_selector(w, "start", q->f.start);
  put_selector(w, "return", q->f.again);
  jw_key(w, "columns"), jw_begin_array(w);
  for (uint32_t c = 0; c < q->f.n_columns; c++) {
    jw_begin_object(w);
    jw_key(w, "from"), jw_uint(w, q->columns[c].from);
    jw_key(w, "to"), jw_uint(w, q->columns[c].to);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "all"), put_group(&p, &r.all);
  put_cohorts(&p, &r.all);
  jw_key(w, "groups"), jw_begin_array(w);
  for (uint32_t i = 0; i < r.n_groups; i++)
    put_group(&p, &r.groups[i]);
  jw_end_array(w);
  return true;
}

/* ---- people ---- */

static bool read_pick(const struct question_env *e, const struct json *v, const struct asked *q,
                      struct retention_pick *ret, struct err *err) {
  const struct json *cohort = json_get(v, "cohort");
  uint32_t what;
  *ret = (struct retention_pick){.one = cohort != NULL};
  if (!question_fields(v, "cell", "cohort,column,what,group,other", err) ||
      !question_count(json_get(v, "column"), "cell.column", 0, q->f.n_columns - 1, 0, &ret->column,
                      err) ||
      !question_choice(json_get(v, "what"), "cell.what", "retained|lost|members", &what, err) ||
      !question_pick(v, q->f.by != RETENTION_BY_NONE, &ret->group, err))
    return false;
  ret->what = what;
  if (!cohort) return true;
  if (cohort->type != JSON_STRING) return question_bad("cell.cohort", "YYYY-MM-DD [HH:MM]", err);
  return time_parse_iso(cohort->text, e->env->tz, &ret->moment, NULL, err) ||
         err_at(err, "cell.cohort", 0, 0, 0);
}

static bool no_cohort(const struct question_env *e, const struct asked *q,
                      const struct retention_result *r, const struct json *given, struct err *err) {
  struct buf from = BUF_INIT, to = BUF_INIT;
  if (r->n_periods) {
    moment_text(e, q, r->periods[0].from, &from);
    moment_text(e, q, r->periods[r->n_periods - 1].to, &to);
  }
  err_fail(err, ERR_unknown_cohort, "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s", STRF(given->text),
           STRF(buf_str(&from)), STRF(buf_str(&to)));
  buf_release(&from);
  buf_release(&to);
  return err_at(err, "cell.cohort", 0, 0, 0);
}

/* Whether the answer has the cell at all; one that has not begun it does not have. */
static bool has_cell(const struct question_env *e, const struct asked *q,
                     const struct retention_result *r, const struct json *cell,
                     const struct retention_pick *p, struct err *err) {
  const struct retention_period *k = NULL;
  bool group = !p->group.grouped;
  char range[40];
  for (uint32_t i = 0; i < r->n_groups; i++)
    group = group || breakdown_picks(&p->group, r->groups[i].kind, &r->groups[i].value);
  if (!group) return question_no_group(&p->group, err);
  for (uint32_t i = 0; p->one && i < r->n_periods; i++) {
    int64_t day = day_start(q->f.tz, day_of(q->f.tz, r->periods[i].from));
    int64_t from =
        q->f.grain == GRAIN_HOUR ? r->periods[i].from : period_start(q->f.tz, q->f.grain, day);
    if (p->moment >= from && p->moment <= r->periods[i].to) k = &r->periods[i];
  }
  if (!p->one) return true;
  if (!k) return no_cohort(e, q, r, json_get(cell, "cohort"), err);
  if (p->what == RETENTION_MEMBERS || p->column < k->n_cells) return true;
  snprintf(range, sizeof range, k->n_cells ? "0 … %u" : "–", k->n_cells - 1);
  return question_bad("cell.column", range, err);
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct retention_result r;
  struct retention_pick pick;
  struct asked *q;
  if (!read(e, doc, out, &q, err)) return false;
  bool ok =
      read_pick(e, cell, q, &pick, err) &&
      query_retention(e->snapshot, &q->f, e->env->pool, e->env->limits, &pick, out, &r, ret, err);
  if (q->people) roaring_bitmap_free(q->people);
  if (!ok) return question_limited("range", err);
  if (has_cell(e, q, &r, cell, &pick, err)) return true;
  roaring_bitmap_free(*ret);
  return false;
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct asked *q;
  return read(e, doc, tmp, &q, err);
}

const struct question_kind question_retention = {"retention", "Retention", "留存", "range",
                                                 check,       ask,         people};
