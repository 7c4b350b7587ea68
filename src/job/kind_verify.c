/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking for damage beside everybody.  params: {}.
 *
 * The result says what was found and how many people it is about; who they are stands in the file
 * findings.json, which only those may have who may see people. */
#include "base/panic.h"
#include "incentive/mall.h"
#include "job/kinds.h"
#include "loyalty/ledger.h"
#include "workspace/verify.h"

#define FINDINGS_MAX 1000 /* told one by one; all are counted */

struct findings {
  struct job_run *r;
  struct job_pace pace;
  struct jw shown, full; /* the list of the result, and of the file */
  struct buf full_text;
  uint64_t n, derived;
};

static void put_finding(struct jw *w, const struct ws_damage *d, bool names) {
  struct buf en = BUF_INIT, zh = BUF_INIT;
  err_render(d->what, LANG_EN, &en);
  err_render(d->what, LANG_ZH, &zh);
  jw_begin_object(w);
  jw_key(w, "what"), jw_begin_object(w);
  jw_key(w, "en"), jw_str(w, buf_str(&en));
  jw_key(w, "zh"), jw_str(w, buf_str(&zh));
  jw_end_object(w);
  jw_key(w, "derived"), jw_bool(w, d->derived);
  jw_key(w, "people");
  if (d->has_people) {
    jw_begin_object(w);
    jw_key(w, "first_subject"), jw_uint(w, d->first);
    jw_key(w, "last_subject"), jw_uint(w, d->last);
    if (names) {
      jw_key(w, "names"), jw_begin_array(w);
      for (uint32_t i = 0; i < d->n_names; i++)
        jw_str(w, d->names[i]);
      jw_end_array(w);
    }
    jw_end_object(w);
  } else {
    jw_null(w);
  }
  jw_end_object(w);
  buf_release(&en);
  buf_release(&zh);
}

static void on_damage(void *ctx, const struct ws_damage *d) {
  struct findings *f = ctx;
  f->derived += d->derived;
  if (f->n++ >= FINDINGS_MAX) return;
  put_finding(&f->shown, d, false);
  put_finding(&f->full, d, true);
}

static bool keep_findings(struct findings *f, struct err *err) {
  struct job_run *r = f->r;
  if (f->n == 0) return true;
  return io_write_atomic(ws_io(r->w), job_path(r, "findings.json"), f->full_text.p, f->full_text.n,
                         err) &&
         job_file_add(r, "findings.json", "application/json", err);
}

static void on_bad(void *ctx, const struct err *what) {
  on_damage(ctx, &(struct ws_damage){.what = what});
}

/* Each question is of one moment, so it is asked beside those who write. */
static bool verify_ledger(struct findings *f, struct err *err) {
  struct state *s;
  if (!state_reader(ws_state(f->r->w), &s, err)) return false;
  state_enter(s);
  bool ok = ledger_verify(s, on_bad, f, err) && mall_verify(s, on_bad, f, err);
  state_leave(s);
  state_close(s);
  return ok;
}

static bool run(struct job_run *r, struct err *err) {
  struct findings f = {.r = r, .full_text = BUF_INIT};
  struct ws_verified n;
  job_pace_begin(&f.pace, r, "verifying", 0, 1, ws_verify_bytes(r->w));
  jw_init(&f.shown, &r->result, 0);
  jw_init(&f.full, &f.full_text, 2);
  jw_begin_object(&f.shown);
  jw_key(&f.shown, "findings"), jw_begin_array(&f.shown);
  jw_begin_array(&f.full);
  bool ok = ws_verify_open(r->w, &f.pace.pace, on_damage, &f, &n, err);
  ok = ok && verify_ledger(&f, err);
  jw_end_array(&f.full);
  jw_end_array(&f.shown);
  ok = ok && keep_findings(&f, err);
  buf_release(&f.full_text);
  if (!ok) {
    buf_reset(&r->result);
    return false;
  }
  jw_key(&f.shown, "problems"), jw_uint(&f.shown, f.n);
  jw_key(&f.shown, "derived"), jw_uint(&f.shown, f.derived);
  jw_key(&f.shown, "log_groups"), jw_uint(&f.shown, n.log_groups);
  jw_key(&f.shown, "log_events"), jw_uint(&f.shown, n.log_events);
  jw_key(&f.shown, "parts"), jw_uint(&f.shown, n.parts);
  jw_key(&f.shown, "rows"), jw_uint(&f.shown, n.rows);
  jw_key(&f.shown, "bytes"), jw_uint(&f.shown, f.pace.done);
  jw_end_object(&f.shown);
  return true;
}

const struct job_kind job_kind_verify = {.name = "verify", .run = run};
