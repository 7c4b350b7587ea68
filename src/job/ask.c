/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A question about behaviour in the background.  params: {what: "ask", question: slug, as_of,
 * masked}.  The answer is the file answer.json: what POST questions/saved/{slug} would say. */
#include "job/kinds.h"
#include "model/mask.h"
#include "model/question.h"

static bool find(struct job_run *r, struct resource *ret, const struct question_kind **ret_kind,
                 const struct json **ret_doc, struct err *err) {
  struct json *doc;
  if (!resource_get(r->w, STR("question"), json_get_str(r->params, "question"), r->arena, ret,
                    err) ||
      !json_parse(ret->doc, r->arena, &doc, err))
    return false;
  *ret_kind = question_find(json_get_str(doc, "asks"));
  *ret_doc = json_get(doc, "question");
  return true;
}

static void put_head(struct jw *w, const struct job_view *v, const struct resource *r,
                     const struct question_kind *kind) {
  struct buf when = BUF_INIT;
  time_format_iso(v->as_of, &when);
  jw_key(w, "slug"), jw_str(w, r->slug);
  jw_key(w, "title"), jw_begin_object(w);
  jw_key(w, "en"), jw_str(w, r->title_en);
  jw_key(w, "zh"), jw_str(w, r->title_zh);
  jw_end_object(w);
  jw_key(w, "version"), jw_uint(w, r->version);
  jw_key(w, "asks"), jw_cstr(w, kind->name);
  jw_key(w, "as_of"), jw_str(w, buf_str(&when));
  jw_key(w, "lsn"), jw_uint(w, snapshot_lsn(v->n));
  buf_release(&when);
}

/* Written aside, renamed when whole. */
static bool write_file(struct job_run *r, struct str text, struct err *err) {
  struct io *io = ws_io(r->w);
  const char *path = job_path(r, "answer.json");
  const char *part = arena_printf(r->arena, "%s.part", path).p;
  struct io_file *f;
  struct err ignored;
  if (!io_open(io, part, IO_CREATE, &f, err)) return false;
  bool ok =
      io_truncate(io, f, 0, err) && io_pwrite(io, f, text.p, text.n, 0, err) && io_sync(io, f, err);
  io_close(io, f);
  ok = ok && io_rename(io, part, path, err);
  if (!ok) io_unlink(io, part, &ignored);
  return ok && job_file_add(r, "answer.json", "application/json", err);
}

bool job_ask(struct job_run *r, const struct job_view *v, struct err *err) {
  bool masked = json_get_bool(r->params, "masked", true);
  const struct question_env e = {.snapshot = v->n,
                                 .names = names_env_lang(v->names),
                                 .env = &v->env,
                                 .as_of = v->as_of,
                                 .allow = masked ? mask_allows : NULL,
                                 .mask = masked ? mask_text : NULL};
  struct resource q;
  const struct question_kind *kind;
  const struct json *doc;
  struct buf text = BUF_INIT, head = BUF_INIT, asked = BUF_INIT;
  struct jw w;
  if (!find(r, &q, &kind, &doc, err)) return false;
  json_write_tree(doc, false, &asked);
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  put_head(&w, v, &q, kind);
  jw_key(&w, "question"), jw_raw(&w, buf_str(&asked));
  jw_key(&w, "answer"), jw_begin_object(&w);
  bool ok = kind->ask(&e, doc, r->arena, &w, err) ||
            (err->place.source[0] && question_of_document(q.slug, err));
  jw_end_object(&w);
  jw_end_object(&w);
  ok = ok && write_file(r, buf_str(&text), err);
  if (ok) {
    jw_init(&w, &head, 0);
    jw_begin_object(&w);
    put_head(&w, v, &q, kind);
    jw_end_object(&w);
    buf_put_str(&r->result, buf_str(&head));
  }
  buf_release(&text), buf_release(&head), buf_release(&asked);
  return ok;
}
