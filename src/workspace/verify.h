/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking for damage in a workspace, and saving what can be saved of it. */
#ifndef SHOAL_WORKSPACE_VERIFY_H
#define SHOAL_WORKSPACE_VERIFY_H

#include "base/pace.h"
#include "workspace/workspace.h"

#define WS_DAMAGE_NAMES 5 /* people named of a damaged range */

struct ws_damage {
  const struct err *what; /* the file, and where in it */
  bool derived;           /* nothing is lost: it can be made again from the log */
  bool has_people;        /* the subjects whose rows are affected, both included … */
  uint32_t first, last;
  struct str names[WS_DAMAGE_NAMES]; /* … and external ids of the first of them, if known */
  uint32_t n_names;
};
typedef void ws_damage_fn(void *ctx, const struct ws_damage *d);

struct ws_verified {
  uint64_t log_groups, log_events, parts, rows, problems;
};
/* Reads every byte of the workspace and checks every checksum and invariant; changes nothing.
 * False only when it cannot be looked at (ERR_no_data_dir, ERR_no_workspace, ERR_io …). */
bool ws_verify(const char *dir, struct str slug, const struct ws_options *o, ws_damage_fn *bad,
               void *ctx, struct ws_verified *ret, struct err *err);
/* The same of a workspace that is open for writing, while everybody goes on; a running import is
 * waited for before its keys are looked at.  `pace` is told ws_verify_bytes in all, about, and may
 * stop it (ERR_canceled); it is also asked, with 0 bytes, while waiting. */
bool ws_verify_open(struct workspace *w, const struct pace *pace, ws_damage_fn *bad, void *ctx,
                    struct ws_verified *ret, struct err *err);
uint64_t ws_verify_bytes(struct workspace *w);

struct ws_repaired {
  uint64_t records, events; /* of the log, saved */
  uint64_t lost_lsns;       /* in `lost_ranges` ranges */
  uint32_t lost_ranges;
  uint32_t renamed_people; /* identities whose allotment was lost, with a new subject */
  uint32_t lost_merges;    /* records of merged people whose subjects nobody can tell any more */
  bool renumbered;         /* subjects have other numbers than before */
  bool state_whole;
};
/* Saves the workspace into the data directory `to` (absent, or without this workspace): every group
 * of the log that is whole, at its LSNs; settings and SQL state as far as they can be read; all
 * that is derived is made anew.  `bad` says what could not be saved.  The source is not changed;
 * nobody may write to it meanwhile (ERR_workspace_locked). */
bool ws_repair(const char *dir, struct str slug, const char *to, const struct ws_options *o,
               ws_damage_fn *bad, void *ctx, struct ws_repaired *ret, struct err *err);

#endif
