/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an audience holds of one person: read from a snapshot as of now, before the writer is
 * asked, because the writer does not wait for events. */
#include <xxhash.h>

#include "incentive/draw_int.h"
#include "model/person.h"
#include "resource/resource.h"

static bool holds_in(struct incentive *i, struct snapshot *snap, struct names_env *names,
                     struct str text, uint32_t subject, struct arena *tmp, bool *ret,
                     struct err *err) {
  struct workspace *w = loyalty_workspace(i->l);
  const struct query_limits limits = {.memory = ws_memory(w) / 4, .clock = ws_clock(w)};
  struct person_model m = {.snapshot = snap, .env = names_env_classes(names, &limits)};
  int64_t now = clock_wall_ms(ws_clock(w));
  uint32_t person = person_of(ws_people(w), subject);
  struct person_event *events;
  struct naive_value v;
  struct node *tree;
  bool exists;
  *ret = false;
  if (person >= snapshot_subjects(snap)) return true; /* came this moment: nothing is known */
  if (!query_person_events(snap, person, now, tmp, &events, &m.history.n, err)) return false;
  m.history.events = events;
  m.history.subject = person;
  if (!lang_compile(text, names_env_lang(names), tmp, &tree, err) ||
      !person_value(&m, tree, now, tmp, &exists, &v, err))
    return false;
  *ret = exists && !v.missing && v.b;
  return true;
}

bool incentive_holds(struct incentive *i, struct str text, uint32_t subject, bool *ret,
                     struct err *err) {
  struct workspace *w = loyalty_workspace(i->l);
  struct names_env *names = NULL;
  struct arena tmp;
  if (text.n == 0) {
    *ret = true;
    return true;
  }
  struct snapshot *snap = ws_snapshot(w);
  arena_init(&tmp, "audience");
  bool ok = names_env_new(w, snap, &names, err) &&
            holds_in(i, snap, names, text, subject, &tmp, ret, err);
  names_env_free(names);
  arena_release(&tmp);
  snapshot_free(snap);
  return ok;
}

bool draw_held_out(const struct draw *d, uint32_t person) {
  return (int64_t)(XXH3_64bits_withSeed(d->slug.p, d->slug.n, person) % 10000) < d->holdout_bp;
}
