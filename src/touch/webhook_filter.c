/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries of `events` with a condition.  They were checked when the document was applied; one that
 * cannot be compiled any more (a name is gone) lets nothing through, and the others go on. */
#include "loyalty/earn_people.h"
#include "resource/resource.h"
#include "resource/selector.h"
#include "touch/webhook_int.h"

#define NAMES_MS 600000 /* names are made anew after so long, to let an old snapshot go */

void webhook_filter_release(struct webhook_filter *f) {
  if (!f->made) return;
  names_env_free(f->names);
  snapshot_free(f->snap);
  arena_release(&f->mem);
  vec_free(&f->on);
  *f = (struct webhook_filter){0};
}

bool webhook_filter_make(struct webhook_filter *f, struct workspace *w, const struct webhook_doc *d,
                         struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(w));
  bool any = false;
  for (uint32_t i = 0; i < d->n_events; i++)
    any |= webhook_has_where(d->events[i]);
  if (!any || (f->made && now - f->made_ms < NAMES_MS)) return true;
  webhook_filter_release(f);
  f->made = true;
  f->made_ms = now;
  arena_init(&f->mem, "webhook conditions");
  f->snap = ws_snapshot(w);
  if (!names_env_new(w, f->snap, &f->names, err)) {
    webhook_filter_release(f);
    return false;
  }
  for (uint32_t i = 0; i < d->n_events; i++) {
    const struct node *on;
    struct err gone;
    if (webhook_has_where(d->events[i]) &&
        selector_read(d->events[i], names_env_lang(f->names), &f->mem, &on, &gone))
      vec_push(&f->on, on);
  }
  return true;
}

bool webhook_filter_fits(const struct webhook_filter *f, struct workspace *w,
                         const struct ev_batch *b, size_t row, uint64_t lsn, uint32_t subject) {
  const struct query_input in = {.tz = ws_tz(w)};
  struct str name = intern_at(&b->names, b->rows.p[row].name);
  bool fits = false;
  for (size_t i = 0; i < f->on.n && !fits; i++) {
    struct arena tmp;
    struct err why;
    if (!selector_names(f->on.p[i], name)) continue;
    arena_init(&tmp, "webhook row");
    struct person_event ev = earn_event(b, row, lsn, subject, &tmp);
    if (!event_fits(f->on.p[i], &ev, &in, &fits, &why)) fits = false;
    arena_release(&tmp);
  }
  return fits;
}
