/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command that asks questions needs: the workspace open for reading, a snapshot, the names,
 * an as-of. */
#ifndef SHOAL_CLI_SESSION_H
#define SHOAL_CLI_SESSION_H

#include "cli/cli.h"
#include "resource/resource.h"

struct session {
  struct cli *cli;
  struct workspace *ws;
  struct snapshot *snap;
  struct names_env *names;
  struct query_limits limits;
  struct classification_env env;
  int64_t as_of;
  struct lang_param *params; /* of --param */
  uint32_t n_params;
};

/* Opens everything; on failure nothing is left open.  session_close accepts a zeroed session. */
bool session_open(struct cli *c, struct session *s, struct err *err);
void session_close(struct session *s);

/* Reads --param of a command that has it; call it before asking. */
bool session_params(struct session *s, struct err *err);

/* A boolean expression, $names replaced by --param, to its people as of s->as_of; errors carry
 * their place and, on a terminal, the caret is printed.  *ret_tree may be NULL.  Free the bitmap.
 */
bool session_people(struct session *s, struct str expression, roaring_bitmap_t **ret,
                    struct node **ret_tree, struct err *err);
/* The expression of a segment resource, its parameters as --param says or by their defaults. */
bool session_segment(struct session *s, struct str slug, struct str *ret_expression,
                     struct err *err);

/* When the newest event lies far before the as-of and none was given: says so, once, on stderr. */
void session_hint_old_data(struct session *s);

#endif
