/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of `shoal serve` share: its settings, its access log, its manners with systemd. */
#ifndef SHOAL_CLI_SERVE_H
#define SHOAL_CLI_SERVE_H

#include "cli/cli.h"
#include "http/http.h"
#include "job/job.h"
#include "touch/touch.h"

/* ---- settings: flag > environment > file > default (serve_settings.c) ---- */

struct serve_settings {
  const char *state; /* PostgreSQL's address; NULL = SQLite in the directory */
  const char *address;
  uint16_t port;
  const char *tls_cert, *tls_key;
  const char *const *proxies, *const *hosts;
  uint32_t n_proxies, n_hosts;
  const char *public_url; /* NULL = as it is */
  const char *access_log; /* path, "-" = standard output, NULL = off */
  double stop_seconds;
  uint32_t sync_ms;           /* 0 = strict */
  struct jobs_backup backup;  /* to NULL: none */
  struct touch_options touch; /* but for dir */
  const char *data;
  unsigned threads;
  uint64_t memory;
};

extern const struct cli_option serve_options[];
/* ERR_unknown_server_setting (with the nearest), ERR_bad_option_value; a place in the file. */
bool serve_settings(struct cli *c, struct serve_settings *ret, struct err *err);

/* ---- the access log (serve_log.c) ---- */

struct serve_log;
bool serve_log_open(const char *path, struct serve_log **ret, struct err *err);
void serve_log_line(void *log, const struct http_log *l); /* any thread; NULL: nothing */
/* By its name again, for whoever moved the file away; on failure the old one stays. */
bool serve_log_reopen(struct serve_log *log, struct err *err);
void serve_log_close(struct serve_log *log);

/* ---- systemd (serve_notify.c): to $NOTIFY_SOCKET, if there is one ---- */

void serve_notify(const char *state); /* "READY=1" */

#endif
