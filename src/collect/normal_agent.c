/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * User agents: three words (device, system, browser) and whether it is a machine, by one ordered
 * table of parts (agents.def).  Versions and models are left alone: nobody segments by them, and
 * browsers have frozen them.  Texts are remembered: a site has some hundreds of them, and each
 * costs a hundred searches once. */
#include <string.h>

#include "collect/normal_int.h"

#define AGENTS_MAX  5000 /* remembered; then it begins anew */
#define AGENT_BYTES 1024 /* looked at */

enum about { BOTS, DEVICES, SYSTEMS, BROWSERS };

static const struct {
  enum about about;
  const char *part;
  struct str is;
} parts[] = {
#define BOT(part)              {BOTS, part, {0}},
#define DEVICE(part, device)   {DEVICES, part, {device, sizeof device - 1}},
#define OS(part, os)           {SYSTEMS, part, {os, sizeof os - 1}},
#define BROWSER(part, browser) {BROWSERS, part, {browser, sizeof browser - 1}},
#include "collect/agents.def"
#undef BOT
#undef DEVICE
#undef OS
#undef BROWSER
};

static struct agent judge(struct str text) {
  char lower[AGENT_BYTES];
  struct agent a = {0};
  struct str *found[] = {[DEVICES] = &a.device, [SYSTEMS] = &a.os, [BROWSERS] = &a.browser};
  if (text.n > AGENT_BYTES) text.n = AGENT_BYTES;
  for (size_t i = 0; i < text.n; i++)
    lower[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] | 0x20) : text.p[i];
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    enum about about = parts[i].about;
    if (about == BOTS ? a.bot : found[about]->n) continue;
    if (!memmem(about == BOTS ? lower : text.p, text.n, parts[i].part, strlen(parts[i].part)))
      continue;
    if (about == BOTS)
      a.bot = true;
    else
      *found[about] = parts[i].is;
  }
  return a;
}

struct agent agent_of(struct normaliser *n, struct str text) {
  if (!text.n) return (struct agent){0};
  uint32_t known = intern_find(&n->agent_names, text);
  if (known != INTERN_NONE) return n->agents.p[known];
  if (n->agent_names.n == AGENTS_MAX) {
    intern_reset(&n->agent_names);
    n->agents.n = 0;
  }
  intern_put(&n->agent_names, text);
  vec_push(&n->agents, judge(text));
  return n->agents.p[n->agents.n - 1];
}
