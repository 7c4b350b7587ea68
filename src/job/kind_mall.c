/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points mall in the background: kind `mall`.  params: {what, batch} and
 *   codes   pool (ref is an upload): codes of a file, one a line, into a pool
 *   bulk    act, orders or item, state, person, from, until; reason, restock: the same done to many
 *           orders
 *
 * Both are known by `batch`, so that a job that is killed, or another one that is made of it after
 * a failure, goes on with the same import or does the rest of the same orders.  Which orders are
 * meant is looked up once and kept in the file `targets`. */
#include "incentive/mall_bulk.h"
#include "incentive/mall_code.h"
#include "job/kinds.h"
#include "job/upload.h"

#define CODES_FILE_MAX ((size_t)256 << 20) /* bytes of a file of codes */

static struct str param(const struct job_run *r, const char *name) {
  struct str s = json_get_str(r->params, name);
  return s.p ? s : STR("");
}

/* ---- what was refused: line or order, code, reason in both languages ---- */

static void put_quoted(struct buf *b, struct str s) {
  buf_putc(b, '"');
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"') buf_putc(b, '"');
    buf_putc(b, s.p[i]);
  }
  buf_putc(b, '"');
}

static void put_reject(struct buf *b, int64_t number, const struct err *why) {
  buf_printf(b, "%lld,%s", (long long)number, err_name(why->code));
  for (int lang = 0; lang < 2; lang++) {
    struct buf text = BUF_INIT;
    err_render(why, lang ? LANG_ZH : LANG_EN, &text);
    buf_putc(b, ',');
    put_quoted(b, buf_str(&text));
    buf_release(&text);
  }
  buf_putc(b, '\n');
}

static bool add_rejects(struct job_run *r, const struct buf *rows, const char *head,
                        struct err *err) {
  struct buf all = BUF_INIT;
  if (rows->n == 0) return true;
  buf_printf(&all, "%s,code,reason,", head);
  buf_puts(&all, "原因\n");
  buf_put(&all, rows->p, rows->n);
  bool ok = job_write(r, "rejects.csv", buf_str(&all), err) &&
            job_file_add(r, "rejects.csv", "text/csv; charset=utf-8", err);
  buf_release(&all);
  return ok;
}

/* ---- codes ---- */

static bool on_step(void *ctx, int64_t done, int64_t lines, struct err *err) {
  struct job_run *r = ctx;
  job_progress(r, (double)done / (double)lines, "importing");
  return !job_canceled(r) || err_fail(err, ERR_canceled, NULL);
}

static void put_loaded(struct job_run *r, struct str pool, const struct mall_loaded *d) {
  struct jw w;
  buf_reset(&r->result);
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "pool"), jw_str(&w, pool);
  jw_key(&w, "import"), jw_int(&w, d->load.n);
  jw_key(&w, "lines"), jw_int(&w, d->load.lines);
  jw_key(&w, "added"), jw_int(&w, d->load.added);
  jw_key(&w, "refused"), jw_int(&w, d->load.lines - d->load.added);
  jw_end_object(&w);
}

static bool codes(struct job_run *r, struct incentive *i, struct err *err) {
  struct str text, pool = param(r, "pool");
  struct buf rejects = BUF_INIT;
  struct mall_loaded d;
  struct mall_line *lines;
  struct upload u;
  uint32_t *at;
  if (!upload_get(r->w, r->job->ref, r->arena, &u, err)) return false;
  if (!io_read_all(ws_io(r->w), u.path, CODES_FILE_MAX, r->arena, &text, err)) {
    upload_hide(&u, err);
    return false;
  }
  uint32_t n = mall_lines_of(text, r->arena, &lines, &at);
  const struct mall_loading x = {.pool = pool,
                                 .actor = r->job->author_id,
                                 .key = param(r, "batch"),
                                 .lines = lines,
                                 .n = n,
                                 .step = on_step,
                                 .ctx = r};
  if (!mall_pool_load(i, &x, MALL_LOAD_MAX, r->arena, &d, err)) return false;
  for (uint32_t k = 0; k < d.n_refused; k++)
    put_reject(&rejects, at[d.refused[k].line - 1], &d.refused[k].why);
  put_loaded(r, pool, &d);
  bool ok = add_rejects(r, &rejects, "line", err);
  buf_release(&rejects);
  return ok;
}

/* ---- many orders ---- */

static bool named_orders(struct job_run *r, struct mall_bulk *b) {
  const struct json *list = json_get(r->params, "orders");
  if (!list || list->type != JSON_ARRAY) return false;
  int64_t *all = arena_array(r->arena, int64_t, list->n + 1);
  for (uint32_t k = 0; k < list->n; k++)
    if (json_int(&list->items[k], &all[b->n_orders])) b->n_orders++;
  b->orders = all;
  return true;
}

static int word_of(struct str word, const char *const *names) {
  for (int k = 0; word.n && names[k]; k++)
    if (str_is(word, names[k])) return k;
  return -1;
}

static int64_t number_of(const struct job_run *r, const char *name) {
  const struct json *v = json_get(r->params, name);
  int64_t n = 0;
  return v && json_int(v, &n) ? n : 0;
}

static bool look_up(struct job_run *r, struct incentive *i, enum mall_what what, struct err *err) {
  struct mall_bulk b = {.what = what};
  struct mall_reach reach;
  b.find = (struct mall_find){.item = param(r, "item"),
                              .state = word_of(param(r, "state"), mall_state_names),
                              .subject = SUBJECT_NONE,
                              .from = number_of(r, "from_ms"),
                              .until = number_of(r, "until_ms")};
  if (json_get(r->params, "subject")) b.find.subject = (uint32_t)number_of(r, "subject");
  named_orders(r, &b);
  return mall_bulk_reach(i, &b, r->arena, &reach, err) &&
         job_write(r, "targets", str_of(reach.orders, reach.n * sizeof *reach.orders), err);
}

struct doing {
  struct job_run *r;
  struct incentive *i;
  enum mall_what what;
  const int64_t *orders;
  uint32_t n, done, refused;
  struct buf rejects;
};

static void put_done(const struct doing *x) {
  struct jw w;
  buf_reset(&x->r->result);
  jw_init(&w, &x->r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "act"), jw_cstr(&w, mall_what_names[x->what]);
  jw_key(&w, "orders"), jw_uint(&w, x->n);
  jw_key(&w, "done"), jw_uint(&w, x->done);
  jw_key(&w, "refused"), jw_uint(&w, x->refused);
  jw_end_object(&w);
}

static bool portion(struct doing *x, uint32_t at, struct err *err) {
  struct mall_ask asks[MALL_BULK_AT_ONCE];
  struct mall_outcome did[MALL_BULK_AT_ONCE];
  const struct json *restock = json_get(x->r->params, "restock");
  uint32_t n = x->n - at < MALL_BULK_AT_ONCE ? x->n - at : MALL_BULK_AT_ONCE;
  struct arena tmp;
  arena_init(&tmp, "mall bulk");
  for (uint32_t k = 0; k < n; k++)
    asks[k] = (struct mall_ask){.what = x->what,
                                .actor = x->r->job->author_id,
                                .key = arena_printf(&tmp, "%.*s:%lld", STRF(param(x->r, "batch")),
                                                    (long long)x->orders[at + k]),
                                .subject = SUBJECT_NONE,
                                .order = x->orders[at + k],
                                .keep = restock && restock->type == JSON_BOOL && !restock->boolean,
                                .reason = param(x->r, "reason")};
  bool ok = mall_do_many(x->i, asks, n, did, err);
  for (uint32_t k = 0; ok && k < n; k++) {
    x->done += did[k].ok;
    x->refused += !did[k].ok;
    if (!did[k].ok) put_reject(&x->rejects, asks[k].order, &did[k].why);
  }
  arena_release(&tmp);
  return ok;
}

static bool bulk(struct job_run *r, struct incentive *i, struct err *err) {
  struct doing x = {.r = r, .i = i, .rejects = BUF_INIT};
  int what = word_of(param(r, "act"), mall_what_names);
  struct str bytes;
  bool ok = true;
  x.what = (enum mall_what)(what < 0 ? MALL_WHATS : what);
  if (!io_exists(ws_io(r->w), job_path(r, "targets")) && !look_up(r, i, x.what, err)) return false;
  if (!io_read_all(ws_io(r->w), job_path(r, "targets"), SIZE_MAX, r->arena, &bytes, err))
    return false;
  x.orders = (const int64_t *)(const void *)bytes.p;
  x.n = (uint32_t)(bytes.n / sizeof *x.orders);
  for (uint32_t at = 0; ok && at < x.n; at += MALL_BULK_AT_ONCE) {
    put_done(&x);
    job_progress(r, (double)at / (double)x.n, "working");
    ok = job_canceled(r) ? err_fail(err, ERR_canceled, NULL) : portion(&x, at, err);
  }
  put_done(&x);
  struct err unwritten = {0};
  if (!add_rejects(r, &x.rejects, "order", &unwritten) && ok) {
    *err = unwritten;
    ok = false;
  }
  buf_release(&x.rejects);
  return ok;
}

static bool run(struct job_run *r, struct err *err) {
  struct incentive *i;
  if (!job_incentive(r, &i, err)) return false;
  return str_is(param(r, "what"), "codes") ? codes(r, i, err) : bulk(r, i, err);
}

const struct job_kind job_kind_mall = {.name = "mall", .run = run};
