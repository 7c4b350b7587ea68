/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A password is never an argument: arguments stand in the shell's history and in the list of
 * processes.  On a terminal it is asked for with echo off, which is switched on again whatever
 * happens. */
#include "cli/accounts.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/io.h"

#define PASSWORD_FILE_MAX 4096

bool accounts_open(struct cli *c, enum access_mode mode, struct access **ret, struct err *err) {
  const struct access_options o = {.state = c->ws_options.state};
  return access_open(c->data, mode, &o, ret, err);
}

void put_time_json(struct jw *w, const char *key, int64_t ms) {
  struct buf b = BUF_INIT;
  jw_key(w, key);
  if (ms) {
    time_format_iso(ms, &b);
    jw_str(w, buf_str(&b));
  } else {
    jw_null(w);
  }
  buf_release(&b);
}

void put_time_cell(struct table *t, int64_t ms) {
  struct buf b = BUF_INIT;
  if (ms)
    time_format_minute(tz_utc(), ms, &b);
  else
    buf_puts(&b, "–");
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static struct str without_line_end(struct str s) {
  if (s.n && s.p[s.n - 1] == '\n') s.n--;
  if (s.n && s.p[s.n - 1] == '\r') s.n--;
  return s;
}

static bool from_stdin(struct cli *c, struct str *ret, struct err *err) {
  char text[PASSWORD_FILE_MAX + 1];
  size_t n = fread(text, 1, sizeof text, stdin);
  if (n > PASSWORD_FILE_MAX)
    return err_fail(err, ERR_too_large, "--password-file" ERR_SEP "%d B", PASSWORD_FILE_MAX);
  *ret = arena_str(&c->arena, without_line_end(str_of(text, n)));
  return true;
}

/* Ctrl-C must not leave the terminal silent, so the signal waits until echo is back. */
static bool ask(struct cli *c, const char *prompt, struct str *ret) {
  char line[PASSWORD_FILE_MAX];
  struct termios was, silent;
  sigset_t stop, before;
  if (tcgetattr(0, &was) != 0) return false;
  silent = was;
  silent.c_lflag &= ~(tcflag_t)ECHO;
  silent.c_lflag |= ECHONL;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTSTP);
  sigprocmask(SIG_BLOCK, &stop, &before);
  /* Silent before the prompt: the switch discards what was typed until then. */
  tcsetattr(0, TCSAFLUSH, &silent);
  fputs(prompt, stderr);
  fflush(stderr);
  bool got = fgets(line, sizeof line, stdin) != NULL;
  tcsetattr(0, TCSAFLUSH, &was);
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (got) *ret = arena_str(&c->arena, without_line_end(str_from(line)));
  return got;
}

bool accounts_password(struct cli *c, struct str *ret, struct err *err) {
  const char *file = cli_get(c, "password-file");
  struct str text, again;
  if (file && strcmp(file, "-") == 0) return from_stdin(c, ret, err);
  if (file) {
    if (!io_read_all(io_posix(), file, PASSWORD_FILE_MAX, &c->arena, &text, err)) return false;
    *ret = without_line_end(text);
    return true;
  }
  if (!isatty(0) || !c->tty_err || !ask(c, tr(c, "Password: ", "密码："), &text) ||
      !ask(c, tr(c, "Once more: ", "再次输入："), &again))
    return err_fail(err, ERR_password_needed, NULL);
  if (!str_eq(text, again)) return err_fail(err, ERR_passwords_differ, NULL);
  *ret = text;
  return true;
}
