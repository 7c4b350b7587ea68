/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking the SQL state of a data directory from SQLite to PostgreSQL or back. */
#ifndef SHOAL_WORKSPACE_MOVE_H
#define SHOAL_WORKSPACE_MOVE_H

#include "workspace/workspace.h"

struct ws_moved {
  uint32_t workspaces;
  uint64_t rows;
};

/* The state of the server and of every workspace goes from where it is to the PostgreSQL at `url`
 * (to_postgresql) or from there into DIR.  All is copied and compared before shoal.json says where
 * it is from then on; then it is taken away where it was.  Whatever happens before, nothing has
 * moved. Nobody may have the directory open for writing (ERR_server_locked, ERR_workspace_locked).
 * ERR_state_taken if there is a state already where it should go, ERR_state_here or _elsewhere if
 * it is not where it should come from. */
bool ws_state_move(const char *dir, const char *url, bool to_postgresql, struct io *io,
                   struct ws_moved *ret, struct err *err);

#endif
