/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the files of `shoal query`.  A kind of question is one file query_KIND.c with a `const
 * struct query_command` and a line in query_ask.c. */
#ifndef SHOAL_CLI_QUERY_INT_H
#define SHOAL_CLI_QUERY_INT_H

#include "base/json.h"
#include "cli/session.h"
#include "model/question.h"

struct query_command {
  const struct question_kind *kind;
  /* The fields of the question that `text` and the options say. */
  void (*document)(struct cli *c, struct str text, struct jw *w);
  void (*tables)(struct cli *c, const struct json *answer);
};
extern const struct query_command query_funnel_command, query_retention_command,
    query_paths_command, query_attribution_command, query_trend_command, query_distribution_command,
    query_overlap_command, query_difference_command;

const struct query_command *query_command_find(const char *name); /* NULL: there is none */
/* The names, separated by |, for messages. */
struct str query_command_names(struct arena *out);
/* Asks and prints.  text: what the command takes, or a whole document in JSON. */
bool query_ask(struct session *s, const struct query_command *k, struct str text, struct err *err);
/* The expression of the first argument, by what --by says. */
bool query_print_groups(struct session *s, struct err *err);
/* A resource of kind question. */
bool query_ask_saved(struct session *s, struct str slug, struct err *err);

/* ---- documents ---- */

/* Where "->" stands outside quotes; the length without one. */
size_t query_arrow(struct str s);
/* Options that are texts of the document under the same name, when given. */
void query_put_options(struct cli *c, const char *const *names, size_t n, struct jw *w);
void query_put_list(struct jw *w, const char *key, const char *list, char between);
void query_put_range(struct cli *c, struct jw *w); /* --from and --to */
/* --by: channel, channel:last, channel:each, channel:step2, attribute:city, class:rfm, segment:vip,
 * expression:… */
void query_put_by(struct cli *c, struct jw *w);

/* ---- tables ---- */

struct str query_group_name(struct cli *c, const struct json *group);
double query_number(const struct json *v);
void query_count_cell(struct table *t, const struct json *n);
void query_rate_cell(struct table *t, const struct json *rate);
void query_seconds_cell(struct table *t, const struct json *seconds); /* not a number: – */

#endif
