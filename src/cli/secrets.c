/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saying that what a workspace has stored encrypted cannot be read: nothing else would, until a
 * customer asks for a code. */
#include "cli/secrets.h"

#include <stdio.h>

static void say(struct cli *c, const char *slug, const struct secrets_seen *n) {
  struct buf kinds = BUF_INIT, text = BUF_INIT;
  struct err what;
  uint64_t all = 0;
  for (int i = 0; i < SECRETS_KINDS; i++) {
    if (n->unreadable[i] == 0) continue;
    buf_printf(&kinds, "%s%s %llu", kinds.n ? tr(c, ", ", "、") : "", secrets_words[i][c->lang],
               (unsigned long long)n->unreadable[i]);
    all += n->unreadable[i];
  }
  if (all) {
    err_clear(&what);
    err_fail(&what, ERR_secrets_key_missing, "%llu" ERR_SEP "%s" ERR_SEP "%s",
             (unsigned long long)all, slug, kinds.p);
    err_render(&what, c->lang, &text);
    cli_note(c, "%s", text.p);
  }
  buf_release(&kinds);
  buf_release(&text);
}

bool cli_secrets(struct cli *c, const char *dir, struct workspace *w, struct secrets_seen *ret,
                 struct err *err) {
  struct seal key;
  struct io *io = ws_io(w);
  char slug[64];
  const char *path = arena_printf(&c->arena, "%s/secrets.key", dir).p;
  bool there = io_exists(io, path); /* looking makes none */
  if (there && !seal_load(io, dir, &key, err)) return false;
  snprintf(slug, sizeof slug, "%.*s", STRF(ws_slug(w)));
  state_enter(ws_state(w));
  bool ok = secrets_look(ws_state(w), there ? &key : NULL, clock_wall_ms(ws_clock(w)), ret, err);
  state_leave(ws_state(w));
  if (ok) say(c, slug, ret);
  return ok;
}
