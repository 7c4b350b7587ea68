/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an opened workspace tells of itself. */
#include "event/identity.h"
#include "workspace_int.h"

static pthread_mutex_t *settings_of(const struct workspace *w) {
  return (pthread_mutex_t *)&w->settings;
}
const struct tz *ws_tz(const struct workspace *w) {
  pthread_mutex_lock(settings_of(w));
  const struct tz *tz = w->tz;
  pthread_mutex_unlock(settings_of(w));
  return tz;
}
struct str ws_currency(const struct workspace *w) {
  pthread_mutex_lock(settings_of(w));
  struct str currency = w->currency;
  pthread_mutex_unlock(settings_of(w));
  return currency;
}

unsigned ws_calling_code(const struct workspace *w) {
  return phone_calling_code(w->currency, tz_name(ws_tz(w)));
}
struct str ws_title(const struct workspace *w) {
  pthread_mutex_lock(settings_of(w));
  struct str title = w->title;
  pthread_mutex_unlock(settings_of(w));
  return title;
}
bool ws_week_sunday(const struct workspace *w) {
  pthread_mutex_lock(settings_of(w));
  bool sunday = w->sunday;
  pthread_mutex_unlock(settings_of(w));
  return sunday;
}
uint64_t ws_revision(const struct workspace *w) {
  return atomic_load(&w->revision);
}
void ws_revise(struct workspace *w) {
  atomic_fetch_add(&w->revision, 1);
}
uint64_t ws_lsn(const struct workspace *w) {
  return store_applied_lsn(w->store);
}
struct str ws_slug(const struct workspace *w) {
  return w->slug;
}
const char *ws_path(const struct workspace *w) {
  return w->path;
}
struct clock *ws_clock(const struct workspace *w) {
  return w->clock;
}
struct pool *ws_pool(const struct workspace *w) {
  return w->pool;
}
struct io *ws_io(const struct workspace *w) {
  return w->io;
}
const char *ws_state_url(const struct workspace *w) {
  return w->o.state;
}
struct people *ws_people(struct workspace *w) {
  return w->people;
}
struct state *ws_state(struct workspace *w) {
  return w->state;
}
struct store *ws_store(struct workspace *w) {
  return w->store;
}
struct log *ws_log(struct workspace *w) {
  return w->log;
}
size_t ws_memory(const struct workspace *w) {
  return w->memory;
}
struct snapshot *ws_snapshot(struct workspace *w) {
  retention_look(w);
  return store_snapshot(w->store);
}
