/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line.  A command is one file and one line in commands.c: its options, arguments and
 * help in both languages stand in tables, from which parsing, --help, shell completion and the
 * manual page all come.
 *
 * Contract with scripts (docs/CLI.md): with --json a command prints exactly one JSON object on
 * stdout; errors go to stderr as one line (with --json as one object); the exit code is 0 or that
 * of the error (errors.def).
 */
#ifndef SHOAL_CLI_CLI_H
#define SHOAL_CLI_CLI_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "event/value.h"
#include "workspace/workspace.h"

enum opt_type { OPT_FLAG, OPT_TEXT, OPT_COUNT /* 12, 10k, 1.5m, 2b */, OPT_SIZE /* 512m, 4g */ };

struct cli_option {
  const char *name; /* without the dashes */
  char letter;      /* 0 = none */
  enum opt_type type;
  const char *arg; /* placeholder, NULL for flags */
  const char *en, *zh;
  const char *choices; /* '|'-separated closed set, or NULL */
};

struct cli;

struct cli_command {
  const char *name;
  const char *args;                 /* as printed in usage */
  int min_args, max_args;           /* max −1 = any number */
  const char *en, *zh;              /* one line */
  const char *help_en, *help_zh;    /* paragraphs; NULL if the line says all */
  const char *examples;             /* lines; language-neutral */
  const struct cli_option *options; /* ends with a NULL name; may be NULL */
  const char *complete; /* what arguments are: "file", "report", "segment", "command", a '|' list,
                           or NULL */
  bool (*run)(struct cli *c, struct err *err);
};

extern const struct cli_command *const cli_commands[]; /* ends with NULL */
extern const struct cli_option cli_global_options[];   /* ends with a NULL name */

#define CLI_OPTIONS_MAX 64 /* of a table of options */

struct cli {
  const struct cli_command *cmd;
  const char **args;
  int n_args;
  struct arena arena; /* process */
  struct buf out;     /* what goes to stdout; flushed by cli_flush and at the end */
  enum lang lang;
  bool json, color, tty_out, tty_err, yes;
  const char *data, *workspace;
  struct ws_options ws_options;
  /* values of options, by position in global + command tables */
  const char *global_value[CLI_OPTIONS_MAX], *value[CLI_OPTIONS_MAX];
};

/* Parses, runs, reports; the process's exit code. */
int cli_main(int argc, char **argv);

/* NULL if not given.  Flags give "". */
const char *cli_get(const struct cli *c, const char *option);
static inline bool cli_has(const struct cli *c, const char *option) {
  return cli_get(c, option) != NULL;
}
/* Already checked while parsing; `otherwise` if not given. */
uint64_t cli_count(const struct cli *c, const char *option, uint64_t otherwise);
bool cli_parse_count(const char *text, uint64_t unit, uint64_t *ret);

/* Both texts of a pair take the same printf arguments. */
static inline const char *tr(const struct cli *c, const char *en, const char *zh)
    __attribute__((format_arg(2), format_arg(3)));
static inline const char *tr(const struct cli *c, const char *en, const char *zh) {
  return c->lang == LANG_ZH ? zh : en;
}
void cli_flush(struct cli *c);
/* To stderr, for people: never with --json. */
void cli_note(struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* y/n on the terminal; `otherwise` when there is none to ask. --yes answers yes. */
bool cli_confirm(struct cli *c, bool otherwise, const char *question);

/* The workspace chosen by --data and --workspace. */
bool cli_open(struct cli *c, enum ws_mode mode, struct workspace **ret, struct err *err);
/* --as-of: a date (its last millisecond), a date-time, or now. */
bool cli_as_of(struct cli *c, const struct workspace *w, int64_t *ret, struct err *err);

/* Writing to a file or stdout: -o. */
struct cli_sink;
bool cli_sink_open(struct cli *c, const char *path /* NULL or "-" = stdout */,
                   struct cli_sink **ret, struct err *err);
bool cli_sink_write(struct cli_sink *s, struct buf *b, bool force,
                    struct err *err); /* takes and resets b when large */
bool cli_sink_close(struct cli_sink *s, struct err *err);
void cli_sink_abandon(struct cli_sink *s); /* after a failure: the file there was stays as it was */

/* ---- tables on a terminal ---- */

enum align { ALIGN_LEFT, ALIGN_RIGHT };
struct table;
struct table *table_new(struct arena *a, uint32_t n_columns);
void table_head(struct table *t, uint32_t column, const char *title, enum align align);
void table_cell(struct table *t, struct str text); /* row by row */
void table_cellf(struct table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void table_print(struct cli *c, struct table *t, const char *indent); /* and empties it */

/* Counts with separators: 1,234,567. */
void put_count(struct buf *out, int64_t v);
void put_bytes(struct buf *out, uint64_t bytes); /* 1.2 MB */
/* A property value for people, times in tz; as JSON: value_put_json (event/value.h). */
void put_value_text(struct buf *out, const struct tz *tz, const struct value *v);
void put_duration(struct buf *out, double seconds);

/* A line on stderr that is redrawn; nothing unless stderr is a terminal. */
struct progress {
  struct cli *c;
  struct mono started, drawn;
  bool shown;
};
void progress_begin(struct progress *p, struct cli *c);
/* fraction < 0: unknown. */
void progress_draw(struct progress *p, double fraction, uint64_t count, const char *unit);
void progress_end(struct progress *p);

#endif
