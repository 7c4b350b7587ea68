/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The classifications that every workspace starts with.
 *
 * They are ordinary resources, applied like anyone's: they can be changed and archived.  Hence only
 * those whose slug was never there are installed: a preset that somebody changed stays changed, and
 * one that somebody archived stays away, however often this runs.
 */
#include "resource/resource_int.h"

bool presets_install(const struct env_setup *setup, const struct preset *presets, struct err *err) {
  struct arena tmp;
  struct documents docs;
  struct resource_change *changes;
  uint32_t n = 0, count = 0;
  bool ok = true;
  while (presets[count].slug)
    count++;
  arena_init(&tmp, "presets");
  struct resource_source *src = arena_array(&tmp, struct resource_source, count);
  for (uint32_t i = 0; ok && i < count; i++) {
    struct resource r;
    bool found;
    ok = store_get(setup->state, STR("classification"), str_from(presets[i].slug), &tmp, &r, &found,
                   err);
    if (ok && !found)
      src[n++] = (struct resource_source){arena_printf(&tmp, "preset %s", presets[i].slug),
                                          str_from(presets[i].yaml)};
  }
  if (ok && n > 0)
    ok = documents_parse(src, n, &tmp, &docs, err) &&
         apply_documents(setup, &docs, STR("shoal"), false, &tmp, &changes, err);
  arena_release(&tmp);
  return ok;
}
