/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Difference: who came into a set and who left it between two moments. */
#include "model/question_int.h"

struct difference {
  struct question_set set;
  int64_t at[2];
  roaring_bitmap_t *who;
};

static bool read_moment(const struct question_env *e, const struct json *v, const char *path,
                        int64_t otherwise, int64_t *ret, struct err *err) {
  bool is_date;
  *ret = otherwise;
  if (!v) return true;
  if (v->type != JSON_STRING) return question_bad(path, "YYYY-MM-DD", err);
  if (!time_parse_iso(v->text, e->env->tz, ret, &is_date, err)) return err_at(err, path, 0, 0, 0);
  if (is_date) *ret = day_start(e->env->tz, day_of(e->env->tz, *ret) + 1) - 1;
  if (*ret > e->as_of) *ret = e->as_of;
  return true;
}

/* Two moments, or a period: from the moment before it begins to its end. */
static bool read_moments(const struct question_env *e, const struct json *doc, struct arena *out,
                         int64_t *ret, struct err *err) {
  const struct json *range = json_get(doc, "range"), *from = json_get(doc, "from");
  const struct json *to = json_get(doc, "to");
  if (range && (from || to)) return question_excludes("range", from ? "from" : "to", err);
  if (!range && !from) return question_bad("from", "YYYY-MM-DD", err);
  if (!range)
    return read_moment(e, from, "from", e->as_of, &ret[0], err) &&
           read_moment(e, to, "to", e->as_of, &ret[1], err);
  if (!question_range(e, range, "range", out, &ret[0], &ret[1], err)) return false;
  if (ret[0] == TIME_MIN) return question_bad("range", "{from, to} / \"last 30 days\"", err);
  if (--ret[0] > e->as_of) ret[0] = e->as_of;
  return true;
}

static bool read(const struct question_env *e, const struct json *doc, struct arena *out,
                 struct difference *ret, struct err *err) {
  *ret = (struct difference){0};
  if (!question_fields(doc, "question", "kind,of,range,from,to,who,as_of", err) ||
      !question_set_read(e, json_get(doc, "of"), "of", out, &ret->set, err) ||
      !read_moments(e, doc, out, ret->at, err))
    return false;
  if (ret->at[0] > ret->at[1])
    return question_bad(json_get(doc, "range") ? "range" : "from", "≤ to", err);
  return question_who(e, json_get(doc, "who"), "who", out, &ret->who, err);
}

static bool check(const struct question_env *e, const struct json *doc, struct arena *tmp,
                  struct err *err) {
  struct difference q;
  bool ok = read(e, doc, tmp, &q, err);
  if (q.who) roaring_bitmap_free(q.who);
  return ok;
}

static bool run(const struct question_env *e, const struct json *doc, struct arena *out,
                struct difference *q, struct query_output **ret, struct err *err) {
  struct question_set both[2];
  bool ok = read(e, doc, out, q, err);
  both[0] = both[1] = q->set;
  ok = ok && question_sets_run(e, both, q->at, 2, q->who, out, ret, err);
  if (!ok && q->who) roaring_bitmap_free(q->who);
  return ok;
}

static void put_side(struct jw *w, const char *key, int64_t at, uint64_t people, uint64_t of) {
  struct buf when = BUF_INIT;
  time_format_iso(at, &when);
  jw_key(w, key), jw_begin_object(w);
  jw_key(w, "as_of"), jw_str(w, buf_str(&when));
  jw_key(w, "people"), jw_uint(w, people);
  jw_key(w, "everyone"), jw_uint(w, of);
  jw_end_object(w);
  buf_release(&when);
}

static bool ask(const struct question_env *e, const struct json *doc, struct arena *out,
                struct jw *w, struct err *err) {
  struct query_output *o;
  struct difference q;
  uint64_t of[2], n[2];
  if (!run(e, doc, out, &q, &o, err)) return false;
  bool ok = question_population(e, q.at[0], q.who, &of[0], err) &&
            question_population(e, q.at[1], q.who, &of[1], err);
  if (ok) {
    uint64_t stayed = roaring_bitmap_and_cardinality(o[0].set, o[1].set);
    for (int i = 0; i < 2; i++)
      n[i] = roaring_bitmap_get_cardinality(o[i].set);
    jw_key(w, "of"), jw_begin_object(w), question_set_put(w, &q.set, n[1], of[1]), jw_end_object(w);
    put_side(w, "from", q.at[0], n[0], of[0]);
    put_side(w, "to", q.at[1], n[1], of[1]);
    jw_key(w, "entered"), jw_uint(w, n[1] - stayed);
    jw_key(w, "left"), jw_uint(w, n[0] - stayed);
    jw_key(w, "stayed"), jw_uint(w, stayed);
  }
  query_outputs_release(o, 2);
  if (q.who) roaring_bitmap_free(q.who);
  return ok;
}

static bool people(const struct question_env *e, const struct json *doc, const struct json *cell,
                   struct arena *out, roaring_bitmap_t **ret, struct err *err) {
  struct query_output *o;
  struct difference q;
  uint32_t what;
  if (!question_fields(cell, "cell", "what", err) ||
      !question_choice(json_get(cell, "what"), "cell.what", "to|from|entered|left|stayed", &what,
                       err) ||
      !run(e, doc, out, &q, &o, err))
    return false;
  const roaring_bitmap_t *was = o[0].set, *is = o[1].set;
  *ret = what == 0   ? roaring_bitmap_copy(is)
         : what == 1 ? roaring_bitmap_copy(was)
         : what == 2 ? roaring_bitmap_andnot(is, was)
         : what == 3 ? roaring_bitmap_andnot(was, is)
                     : roaring_bitmap_and(was, is);
  query_outputs_release(o, 2);
  if (q.who) roaring_bitmap_free(q.who);
  return true;
}

const struct question_kind question_difference = {
    "difference", "Difference", "前后变化", "range,from,to", check, ask, people};
