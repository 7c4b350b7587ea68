/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources as files: apply writes them, diff shows what apply would change, pull writes them out.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli_int.h"
#include "effect/sinks.h"

static const struct cli_option pull_options[] = {
    {"output", 'o', OPT_TEXT, "DIR", "write <kind>/<slug>.yaml there (default: print)",
     "写入该目录下的 <kind>/<slug>.yaml（默认输出到屏幕）", NULL},
    {"kind", 0, OPT_TEXT, "KIND", "only this kind", "仅该类型",
     "segment|classification|list|question|board|tracking_plan|identity_rules|coupon|currency|"
     "programme"},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool is_document(struct str name) {
  return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")) ||
         str_ends(name, STR(".json"));
}

typedef VEC(struct resource_source) sources;

static bool add_file(struct cli *c, const char *path, sources *out, struct err *err) {
  struct resource_source s = {.name = arena_str(&c->arena, str_from(path))};
  if (!io_read_all(io_posix(), path, RESOURCE_DOC_MAX, &c->arena, &s.text, err)) return false;
  vec_push(out, s);
  return true;
}

/* A file, or all documents below a directory. */
static bool add_path(struct cli *c, const char *path, sources *out, int depth, struct err *err) {
  struct str *names;
  size_t n;
  struct err not_dir;
  if (is_document(str_from(path)) || !io_list(io_posix(), path, &c->arena, &names, &n, &not_dir))
    return add_file(c, path, out, err);
  if (n == 0 && !io_exists(io_posix(), path) && depth == 0) {
    struct arena probe;
    struct str s;
    arena_init(&probe, "probe");
    bool missing =
        !io_read_all(io_posix(), path, 1, &probe, &s, err) && err->code == ERR_not_found_file;
    arena_release(&probe);
    if (missing) return false;
  }
  for (size_t i = 0; i < n; i++) {
    const char *child =
        arena_cstr(&c->arena, arena_printf(&c->arena, "%s/%.*s", path, STRF(names[i])));
    if (names[i].p[0] == '.') continue;
    if (is_document(names[i])
            ? !add_file(c, child, out, err)
            : depth < 4 && !strchr(names[i].p, '.') && !add_path(c, child, out, depth + 1, err))
      return false;
  }
  return true;
}

static const char *word(const struct cli *c, enum change_kind k) {
  switch (k) {
  case CHANGE_CREATE:
    return c->json ? "create" : tr(c, "new", "新建");
  case CHANGE_UPDATE:
    return c->json ? "update" : tr(c, "changed", "修改");
  case CHANGE_ARCHIVE:
    return c->json ? "archive" : tr(c, "archived", "归档");
  case CHANGE_NONE:
    break;
  }
  return c->json ? "none" : tr(c, "unchanged", "未变");
}

static void put_diff(struct cli *c, struct str diff) {
  while (diff.n) {
    struct str line = str_cut(&diff, '\n');
    const char *color = !c->color || !line.n ? ""
                        : line.p[0] == '+'   ? "\033[32m"
                        : line.p[0] == '-'   ? "\033[31m"
                                             : "";
    buf_printf(&c->out, "    %s%.*s%s\n", color, STRF(line), *color ? "\033[0m" : "");
  }
}

struct applied {
  struct resource_change *r;
  struct sink_warning *warnings;
  uint32_t n, n_warnings;
};

static void put_warnings(struct jw *w, const struct cli *c, const struct applied *a) {
  jw_key(w, "warnings"), jw_begin_array(w);
  for (uint32_t i = 0; i < a->n_warnings; i++) {
    const struct sink_warning *x = &a->warnings[i];
    struct buf b = BUF_INIT;
    err_render(&x->what, c->lang, &b);
    jw_begin_object(w);
    jw_key(w, "kind"), jw_str(w, x->kind);
    jw_key(w, "slug"), jw_str(w, x->slug);
    jw_key(w, "code"), jw_cstr(w, err_name(x->what.code));
    jw_key(w, "message"), jw_str(w, buf_str(&b));
    jw_end_object(w);
    buf_release(&b);
  }
  jw_end_array(w);
}

static void print_warnings(struct cli *c, const struct applied *a) {
  for (uint32_t i = 0; i < a->n_warnings; i++) {
    const struct sink_warning *x = &a->warnings[i];
    buf_printf(&c->out, "%s %.*s/%.*s: ", tr(c, "warning", "提示"), STRF(x->kind), STRF(x->slug));
    err_render(&x->what, c->lang, &c->out);
    buf_putc(&c->out, ' ');
    err_render_hint(&x->what, c->lang, &c->out);
    buf_putc(&c->out, '\n');
  }
}

static void print_changes(struct cli *c, const struct applied *a, bool dry) {
  const struct resource_change *r = a->r;
  const uint32_t n = a->n;
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "dry_run"), jw_bool(&w, dry);
    jw_key(&w, "changes"), jw_begin_array(&w);
    for (uint32_t i = 0; i < n; i++) {
      jw_begin_object(&w);
      jw_key(&w, "what"), jw_cstr(&w, word(c, r[i].what));
      jw_key(&w, "kind"), jw_str(&w, r[i].kind);
      jw_key(&w, "slug"), jw_str(&w, r[i].slug);
      jw_key(&w, "old_version"), jw_uint(&w, r[i].old_version);
      jw_key(&w, "new_version"), jw_uint(&w, r[i].new_version);
      jw_key(&w, "diff"), jw_str(&w, r[i].diff);
      jw_end_object(&w);
    }
    jw_end_array(&w);
    put_warnings(&w, c, a);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    buf_printf(&c->out, "%s  %.*s/%.*s", word(c, r[i].what), STRF(r[i].kind), STRF(r[i].slug));
    if (r[i].new_version && r[i].what != CHANGE_NONE)
      buf_printf(&c->out, "  %s %u", tr(c, "version", "版本"), r[i].new_version);
    buf_putc(&c->out, '\n');
    if (r[i].what != CHANGE_NONE) put_diff(c, r[i].diff);
  }
  print_warnings(c, a);
  if (dry) buf_printf(&c->out, "%s\n", tr(c, "Nothing was written.", "未写入任何内容。"));
}

/* What cannot be told is left out: the documents are good. */
static void warn(struct cli *c, struct workspace *w, struct applied *a) {
  struct err why;
  if (!sink_warnings(w, ws_state(w), a->r, a->n, clock_wall_ms(ws_clock(w)), &c->arena,
                     &a->warnings, &a->n_warnings, &why))
    a->n_warnings = 0;
}

static bool apply(struct cli *c, bool dry, struct err *err) {
  sources src = {0};
  struct workspace *w = NULL;
  struct applied a = {0};
  const char *user = getenv("USER");
  bool ok = true;
  for (int i = 0; ok && i < c->n_args; i++)
    ok = add_path(c, c->args[i], &src, 0, err);
  if (ok && src.n == 0) ok = err_fail(err, ERR_no_documents, "%s", c->args[0]);
  ok = ok && cli_open(c, dry ? WS_READ : WS_WRITE, &w, err);
  ok = ok && resource_apply(w, src.p, (uint32_t)src.n, str_from(user ? user : "cli"), dry,
                            &c->arena, &a.r, &a.n, err);
  if (ok) {
    warn(c, w, &a);
    print_changes(c, &a, dry);
  }
  if (w) ws_close(w);
  vec_free(&src);
  return ok;
}

static bool run_apply(struct cli *c, struct err *err) {
  return apply(c, false, err);
}
static bool run_diff(struct cli *c, struct err *err) {
  return apply(c, true, err);
}

static bool pull_one(struct cli *c, const struct resource *r, const char *dir, bool first,
                     struct err *err) {
  struct buf yaml = BUF_INIT;
  bool ok = resource_yaml(r, &c->arena, &yaml, err);
  if (ok && dir) {
    const char *sub = arena_cstr(&c->arena, arena_printf(&c->arena, "%s/%.*s", dir, STRF(r->kind)));
    const char *path =
        arena_cstr(&c->arena, arena_printf(&c->arena, "%s/%.*s.yaml", sub, STRF(r->slug)));
    ok = io_mkdirs(io_posix(), sub, err) && io_write_atomic(io_posix(), path, yaml.p, yaml.n, err);
    if (ok && !c->json) buf_printf(&c->out, "%s\n", path);
  } else if (ok) {
    if (!first) buf_puts(&c->out, "---\n");
    buf_put_str(&c->out, buf_str(&yaml));
  }
  buf_release(&yaml);
  return ok;
}

static bool run_pull(struct cli *c, struct err *err) {
  struct workspace *w;
  struct resource *r;
  uint32_t n;
  const char *dir = cli_get(c, "output"), *kind = cli_get(c, "kind");
  bool first = true;
  if (!cli_open(c, WS_READ, &w, err)) return false;
  bool ok = resource_list(w, str_from(kind ? kind : ""), &c->arena, &r, &n, err);
  if (ok && c->json && !dir) {
    struct jw j;
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "resources"), jw_begin_array(&j);
    for (uint32_t i = 0; i < n; i++)
      if (str_is(r[i].status, "active")) jw_raw(&j, r[i].doc);
    jw_end_array(&j);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
  } else {
    for (uint32_t i = 0; ok && i < n; i++) {
      if (!str_is(r[i].status, "active")) continue;
      ok = pull_one(c, &r[i], dir, first, err);
      first = false;
    }
    if (ok && c->json) buf_printf(&c->out, "{\"written\":%u}\n", n);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_apply = {
    .name = "apply",
    .args = "FILE-OR-DIR…",
    .min_args = 1,
    .max_args = -1,
    .en = "Write resources (segments, classifications) from YAML or JSON files",
    .zh = "从 YAML/JSON 文件写入资源（分群、分层）",
    .help_en = "All documents are checked together, then all or none are written.  Equal documents "
               "make no new version.",
    .help_zh = "所有文件一并校验，要么全部写入，要么全部不写。内容相同则不产生新版本。",
    .examples = "shoal apply resources/\nshoal diff resources/ && shoal apply resources/",
    .complete = "file",
    .run = run_apply,
};

const struct cli_command cmd_diff = {
    .name = "diff",
    .args = "FILE-OR-DIR…",
    .min_args = 1,
    .max_args = -1,
    .en = "Show what apply would change",
    .zh = "显示 apply 将带来的变化",
    .complete = "file",
    .run = run_diff,
};

const struct cli_command cmd_pull = {
    .name = "pull",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Write the active resources out as YAML",
    .zh = "将当前资源导出为 YAML",
    .examples = "shoal pull -o resources",
    .options = pull_options,
    .run = run_pull,
};
