/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The frame around a command: language, colour, the workspace it works on, and how an error looks.
 * Output is gathered in a buffer and written at the end (or when a command flushes), so that a
 * failing command prints no half answer. */
#include "cli/cli.h"

#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/cli_int.h"

#define MEMORY_DEFAULT ((uint64_t)4 << 30)
#define MEMORY_MIN     ((uint64_t)64 << 20)

static enum lang language(const char *asked) {
  static const char *const vars[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  if (asked) return strcmp(asked, "zh") == 0 ? LANG_ZH : LANG_EN;
  for (size_t i = 0; i < 3; i++) {
    const char *v = getenv(vars[i]);
    if (v && *v) return strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
  }
  return LANG_EN;
}

static void settle(struct cli *c) {
  const char *color = cli_get(c, "color"), *data = cli_get(c, "data"),
             *ws = cli_get(c, "workspace");
  c->lang = language(cli_get(c, "lang"));
  c->json = cli_has(c, "json");
  c->yes = cli_has(c, "yes");
  c->tty_out = isatty(1);
  c->tty_err = isatty(2);
  c->color = color && strcmp(color, "always") == 0;
  if (!color || strcmp(color, "auto") == 0)
    c->color = c->tty_out && !getenv("NO_COLOR") && !c->json;
  c->data = data ? data : "shoal-data";
  c->workspace = ws ? ws : "main";
  c->ws_options = (struct ws_options){.io = io_posix(), .clock = clock_system()};
  c->ws_options.state = cli_get(c, "state");
  c->ws_options.threads = (unsigned)cli_count(c, "threads", 0);
  c->ws_options.memory = cli_count(c, "memory", MEMORY_DEFAULT);
}

void cli_error(struct cli *c, const struct err *err) {
  struct buf b = BUF_INIT;
  if (c->json) {
    buf_puts(&b, "{\"error\":");
    err_render_json(err, c->lang, &b);
    buf_puts(&b, "}\n");
  } else {
    struct buf hint = BUF_INIT;
    buf_puts(&b, c->tty_err && !getenv("NO_COLOR") ? "\033[31mshoal:\033[0m " : "shoal: ");
    if (err->place.source[0]) buf_printf(&b, "%s:", err->place.source);
    if (err->place.line) buf_printf(&b, "%llu:", (unsigned long long)err->place.line);
    if (err->place.column) buf_printf(&b, "%u:", err->place.column);
    if (err->place.source[0]) buf_putc(&b, ' ');
    if (err->place.field[0]) buf_printf(&b, "%s: ", err->place.field);
    err_render(err, c->lang, &b);
    err_render_hint(err, c->lang, &hint);
    if (hint.n) buf_printf(&b, " %s", hint.p);
    buf_putc(&b, '\n');
    buf_release(&hint);
  }
  fputs(b.p, stderr);
  buf_release(&b);
}

void cli_flush(struct cli *c) {
  size_t done = 0;
  while (done < c->out.n) {
    ssize_t n = write(1, c->out.p + done, c->out.n - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break; /* the reader left (`| head`): nothing more to say */
    done += (size_t)n;
  }
  buf_reset(&c->out);
}

void cli_note(struct cli *c, const char *fmt, ...) {
  if (c->json) return;
  va_list ap;
  va_start(ap, fmt);
  vfprintf(stderr, fmt, ap);
  va_end(ap);
  fputc('\n', stderr);
}

bool cli_confirm(struct cli *c, bool otherwise, const char *question) {
  char line[64];
  if (c->yes) return true;
  if (c->json || !isatty(0) || !c->tty_err) return otherwise;
  fprintf(stderr, "%s [%s] ", question, otherwise ? "Y/n" : "y/N");
  fflush(stderr);
  if (!fgets(line, sizeof line, stdin)) return false;
  struct str s = str_trim(str_from(line));
  if (s.n == 0) return otherwise;
  return str_eq_nocase(s, STR("y")) || str_eq_nocase(s, STR("yes")) || str_is(s, "是");
}

/* A database of an older program is brought up to date by opening it for writing, which whoever
 * only wants to read need not know. */
bool cli_open(struct cli *c, enum ws_mode mode, struct workspace **ret, struct err *err) {
  struct str slug = str_from(c->workspace);
  struct err why;
  if (ws_open(c->data, slug, mode, &c->ws_options, ret, err)) return true;
  if (mode != WS_READ || err->code != ERR_state_old) return false;
  struct ws_options once = {.state = c->ws_options.state,
                            .memory = c->ws_options.memory,
                            .threads = c->ws_options.threads};
  if (!ws_open(c->data, slug, WS_WRITE, &once, ret, &why)) return false;
  ws_close(*ret);
  return ws_open(c->data, slug, mode, &c->ws_options, ret, err);
}

bool cli_as_of(struct cli *c, const struct workspace *w, int64_t *ret, struct err *err) {
  const char *text = cli_get(c, "as-of");
  bool date;
  int64_t ms;
  if (!text) {
    *ret = clock_wall_ms(ws_clock(w));
    return true;
  }
  if (!time_parse_iso(str_from(text), ws_tz(w), &ms, &date, err))
    return err_at(err, "--as-of", 0, 0, 0);
  *ret = date ? day_start(ws_tz(w), day_of(ws_tz(w), ms) + 1) - 1 : ms;
  return true;
}

static bool check_args(struct cli *c, struct err *err) {
  const struct cli_command *k = c->cmd;
  if (c->n_args < k->min_args)
    return err_fail(err, ERR_missing_argument, "%s" ERR_SEP "shoal %s %s", k->name, k->name,
                    k->args);
  if (k->max_args >= 0 && c->n_args > k->max_args)
    return err_fail(err, ERR_extra_argument, "%s" ERR_SEP "%s", k->name, c->args[k->max_args]);
  return true;
}

static bool run(struct cli *c, int argc, char **argv, struct err *err) {
  if (!cli_parse(c, argc, argv, err)) {
    settle(c);
    /* An option may be wrong before the one that says how to say so. */
    for (int i = 1; i < argc; i++)
      c->json |= strcmp(argv[i], "--json") == 0;
    return false;
  }
  settle(c);
  if (cli_has(c, "version")) {
    buf_puts(&c->out, "shoal " SHOAL_VERSION "\n");
    return true;
  }
  if (cli_has(c, "help") || !c->cmd) {
    cli_help(c);
    return true;
  }
  if (c->ws_options.memory < MEMORY_MIN)
    return err_fail(err, ERR_bad_option_value, "--memory" ERR_SEP "%s" ERR_SEP "64m …",
                    cli_get(c, "memory"));
  return check_args(c, err) && c->cmd->run(c, err);
}

int cli_main(int argc, char **argv) {
  struct cli *c = must_calloc(1, sizeof *c);
  struct err err = {0};
  setlocale(LC_CTYPE, "C.UTF-8");
  fault_init();
  arena_init(&c->arena, "process");
  c->out = (struct buf)BUF_INIT;
  bool ok = run(c, argc, argv, &err);
  cli_flush(c);
  if (!ok) cli_error(c, &err);
  int code = ok ? 0 : err_exit_code(err.code);
  buf_release(&c->out);
  arena_release(&c->arena);
  free(c);
  return code;
}
