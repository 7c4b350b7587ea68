/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A backup of the data directory into the server's backup directory, read back when it is written;
 * or one that is there, only read.  params: {what: "take" | "check", backup}.
 *
 * The job is of one workspace but its work is of the server.  So the result names files of this
 * workspace only, and says how many there are of others. */
#include "job/kinds.h"
#include "workspace/backup.h"

#define TAKE_SHARE   0.5 /* of the progress */
#define FINDINGS_MAX 100

struct check {
  struct str below; /* "w/<slug>/" */
  struct jw *w;
  uint32_t shown;
  uint64_t elsewhere;
};

static void on_bad(void *ctx, const struct err *what) {
  struct check *k = ctx;
  struct buf en = BUF_INIT, zh = BUF_INIT;
  err_render(what, LANG_EN, &en);
  err_render(what, LANG_ZH, &zh);
  bool ours = str_starts(str_from(what->args[0]), k->below);
  if (ours && k->shown < FINDINGS_MAX) {
    k->shown++;
    jw_begin_object(k->w);
    jw_key(k->w, "en"), jw_str(k->w, buf_str(&en));
    jw_key(k->w, "zh"), jw_str(k->w, buf_str(&zh));
    jw_end_object(k->w);
  }
  k->elsewhere += !ours;
  buf_release(&en);
  buf_release(&zh);
}

/* About: what lies in the directory now is what the last backup held, or the workspace's own. */
static uint64_t bytes_to_read(struct job_run *r, struct str name) {
  struct backup_info *list;
  uint32_t n;
  struct err ignored;
  if (!ws_backups(ws_io(r->w), r->jobs->o.backup.to, r->arena, &list, &n, &ignored)) return 0;
  for (uint32_t i = 0; i < n; i++)
    if (name.n == 0 || str_is(name, list[i].name)) return list[i].bytes;
  return log_bytes(ws_log(r->w));
}

static bool check(struct job_run *r, struct str name, double from, struct jw *w, struct err *err) {
  const struct jobs_options *o = &r->jobs->o;
  struct ws_options wo = {.io = ws_io(r->w), .clock = o->clock, .state = ws_state_url(r->w)};
  struct check k = {.below = arena_printf(r->arena, "w/%.*s/", STRF(ws_slug(r->w))), .w = w};
  struct backup_checked n = {0};
  struct job_pace pace;
  job_pace_begin(&pace, r, "checking", from, 1, bytes_to_read(r, name));
  jw_key(w, "findings"), jw_begin_array(w);
  bool ok = ws_backup_check(o->backup.to, name, &wo, &pace.pace, on_bad, &k, &n, err);
  jw_end_array(w);
  jw_key(w, "files"), jw_uint(w, n.files);
  jw_key(w, "bytes"), jw_uint(w, n.bytes);
  jw_key(w, "damaged"), jw_uint(w, n.bad);
  jw_key(w, "elsewhere"), jw_uint(w, k.elsewhere);
  return ok;
}

static bool take(struct job_run *r, struct str *ret_name, struct jw *w, struct err *err) {
  const struct jobs_options *o = &r->jobs->o;
  struct ws_options wo = {.io = ws_io(r->w), .clock = o->clock, .state = ws_state_url(r->w)};
  struct backup_result b;
  struct job_pace pace;
  job_pace_begin(&pace, r, "copying", 0, TAKE_SHARE, bytes_to_read(r, STR("")));
  struct backup_wish wish = {
      .keep = o->backup.keep, .passphrase = o->backup.passphrase, .pace = &pace.pace};
  if (!ws_backup(o->dir, o->backup.to, &wish, &wo, r->arena, &b, err)) return false;
  *ret_name = arena_str(r->arena, str_from(b.name));
  jw_key(w, "new_files"), jw_uint(w, b.new_files);
  jw_key(w, "new_bytes"), jw_uint(w, b.new_bytes);
  jw_key(w, "removed"), jw_uint(w, b.removed);
  for (uint32_t i = 0; i < b.n_workspaces; i++)
    if (str_is(ws_slug(r->w), b.workspaces[i].slug))
      jw_key(w, "lsn"), jw_uint(w, b.workspaces[i].lsn);
  return true;
}

static bool run(struct job_run *r, struct err *err) {
  struct str name = json_get_str(r->params, "backup");
  bool only_check = str_is(json_get_str(r->params, "what"), "check");
  struct jw w;
  if (!r->jobs || !r->jobs->o.backup.to) return err_fail(err, ERR_no_backup_dir, NULL);
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  bool ok = (only_check || take(r, &name, &w, err)) &&
            check(r, name, only_check ? 0 : TAKE_SHARE, &w, err);
  jw_key(&w, "backup"), jw_str(&w, name);
  jw_end_object(&w);
  if (!ok) buf_reset(&r->result);
  return ok;
}

const struct job_kind job_kind_backup = {.name = "backup", .run = run};
