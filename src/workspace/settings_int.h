/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * workspace.json: shared by settings.c and workspace.c, which writes the first one. */
#ifndef SHOAL_WORKSPACE_SETTINGS_INT_H
#define SHOAL_WORKSPACE_SETTINGS_INT_H

#include "base/json.h"
#include "workspace_int.h"

struct ws_settings {
  struct str id, slug, zone, currency, title, message_secret, retention;
  bool sunday;
};

bool ws_settings_write(struct io *io, const char *ws, const struct ws_settings *s, struct err *err);
/* Not JSON any more: damage to a file of ours, not a mistake of who asks. */
bool ws_settings_parse(struct str text, const char *path, struct arena *tmp, struct json **ret,
                       struct err *err);
bool ws_currency_ok(struct str s);

#endif
