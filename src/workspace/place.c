/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the SQL state of a data directory is.
 *
 * shoal.json says so, once for the server and all workspaces, because one word can be changed
 * atomically when all has been moved; the address itself is not in it, because it holds a password.
 * A directory whose state is elsewhere has another format number: an older program would make an
 * empty database and go on from there.
 */
#include "base/json.h"
#include "base/panic.h"
#include "workspace_int.h"

#define PLACE_BYTES_MAX 65536

static bool in_postgresql(struct io *io, const char *dir, bool believed, bool *ret,
                          struct err *err) {
  char path[WS_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct json *doc;
  struct err why;
  ws_join(path, dir, "shoal.json");
  *ret = false;
  if (!io_exists(io, path)) return true; /* users were made, nothing else yet */
  arena_init(&tmp, "state place");
  bool ok = io_read_all(io, path, PLACE_BYTES_MAX, &tmp, &text, err);
  /* Damaged: who asks is believed; opening has refused already, verify and repair go on. */
  if (ok)
    *ret = json_parse(text, &tmp, &doc, &why) ? str_is(json_get_str(doc, "state"), "postgresql")
                                              : believed;
  arena_release(&tmp);
  return ok;
}

bool ws_state_note(struct io *io, const char *dir, bool postgresql, struct err *err) {
  static const char here[] = "{\n  \"format\": 1\n}\n";
  static const char there[] = "{\n  \"format\": 2,\n  \"state\": \"postgresql\"\n}\n";
  char path[WS_PATH_MAX];
  ws_join(path, dir, "shoal.json");
  return io_write_atomic(io, path, postgresql ? there : here,
                         (postgresql ? sizeof there : sizeof here) - 1, err);
}

bool ws_state_at(const char *dir, struct str slug, const char *url, struct io *io, struct buf *ret,
                 struct err *err) {
  bool away;
  if (!in_postgresql(io, dir, url != NULL, &away, err)) return false;
  if (away && !url) return err_fail(err, ERR_state_elsewhere, "%s", dir);
  if (!away && url) return err_fail(err, ERR_state_here, "%s", dir);
  if (away && !state_is_url(url)) return err_fail(err, ERR_bad_state_url, NULL);
  if (away)
    state_place(url, slug, ret);
  else if (slug.n)
    buf_printf(ret, "%s/w/%.*s/state.db", dir, STRF(slug));
  else
    buf_printf(ret, "%s/server.db", dir);
  return true;
}
