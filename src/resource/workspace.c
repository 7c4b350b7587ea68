/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The room's face towards a workspace: each call with the state and the names of one.
 *
 * Whoever changes something tells the workspace afterwards (ws_revise).  Afterwards, and not
 * before: who reads the number first and the resources then has at worst newer resources under an
 * older number, which the next reading of the number corrects; the other way round an old state
 * would stand under the new number for ever. */
#include "resource/resource_int.h"

struct env_setup setup_of(struct workspace *w, const struct snapshot *n) {
  return (struct env_setup){.state = ws_state(w),
                            .tz = ws_tz(w),
                            .pool = ws_pool(w),
                            .people = ws_people(w),
                            .snapshot = n,
                            .workspace = w};
}

uint64_t resource_revision(const struct workspace *w) {
  return ws_revision(w);
}

bool names_env_new(struct workspace *w, const struct snapshot *n, struct names_env **ret,
                   struct err *err) {
  struct env_setup setup = setup_of(w, n);
  return env_new(&setup, ret, err);
}

/* ---- reading ---- */

bool resource_get(struct workspace *w, struct str kind, struct str slug, struct arena *out,
                  struct resource *ret, struct err *err) {
  bool found;
  if (!store_get(ws_state(w), kind, slug, out, ret, &found, err)) return false;
  return found || store_unknown(ws_state(w), kind, slug, err);
}

bool resource_list(struct workspace *w, struct str kind, struct arena *out, struct resource **ret,
                   uint32_t *ret_n, struct err *err) {
  if (kind.n > 0 && !kind_known(kind, err)) return false;
  return store_list(ws_state(w), kind, out, ret, ret_n, err);
}

bool resource_list_archived(struct workspace *w, struct str kind, struct arena *out,
                            struct resource **ret, uint32_t *ret_n, struct err *err) {
  return kind_known(kind, err) && store_list_archived(ws_state(w), kind, out, ret, ret_n, err);
}

bool resource_versions(struct workspace *w, struct str kind, struct str slug, struct arena *out,
                       struct resource **ret, uint32_t *ret_n, struct err *err) {
  return store_versions(ws_state(w), kind, slug, out, ret, ret_n, err);
}

bool resource_version_get(struct workspace *w, struct str kind, struct str slug, uint32_t version,
                          struct arena *out, struct resource *ret, struct err *err) {
  struct resource newest;
  bool found;
  if (!store_version_get(ws_state(w), kind, slug, version, out, ret, &found, err)) return false;
  if (found) return true;
  return resource_get(w, kind, slug, out, &newest, err) &&
         err_fail(err, ERR_unknown_version,
                  "%.*s" ERR_SEP "%.*s" ERR_SEP "%u" ERR_SEP "%u" ERR_SEP "%s", STRF(kind),
                  STRF(slug), version, newest.version, kind_find(kind)->zh);
}

bool resource_used_by(struct workspace *w, struct str kind, struct str slug, struct arena *out,
                      struct resource_use **ret, uint32_t *ret_n, struct err *err) {
  struct resource r;
  return resource_get(w, kind, slug, out, &r, err) &&
         store_used_by(ws_state(w), kind, slug, out, ret, ret_n, err);
}

bool resource_diff_text(const struct resource *a, const struct resource *b, struct arena *out,
                        struct str *ret, struct err *err) {
  struct str summary;
  return make_diff(a->doc, b->doc, out, ret, &summary, err);
}

bool resource_audit(struct workspace *w, int64_t before, uint32_t limit, struct arena *out,
                    struct audit_entry **ret, uint32_t *ret_n, struct err *err) {
  return audit_list(ws_state(w), before, limit, out, ret, ret_n, err);
}

/* ---- changing ---- */

static bool apply(struct workspace *w, const struct documents *docs, struct str author, bool dry,
                  struct arena *out, struct resource_change **ret, struct err *err) {
  struct snapshot *snap = ws_snapshot(w);
  struct env_setup setup = setup_of(w, snap);
  bool ok = apply_documents(&setup, docs, author, dry, out, ret, err);
  snapshot_free(snap);
  bool changed = false;
  for (uint32_t i = 0; ok && !dry && i < docs->n; i++)
    changed |= (*ret)[i].what != CHANGE_NONE;
  if (changed) ws_revise(w);
  return ok;
}

bool resource_apply(struct workspace *w, const struct resource_source *src, uint32_t n,
                    struct str author, bool dry, struct arena *out, struct resource_change **ret,
                    uint32_t *ret_n, struct err *err) {
  struct documents docs;
  if (!documents_parse(src, n, out, &docs, err) || !apply(w, &docs, author, dry, out, ret, err))
    return false;
  *ret_n = docs.n;
  return true;
}

/* Applying what is stored: all that applying checks is checked, and all that it writes is written.
 */
bool resource_restore(struct workspace *w, struct str kind, struct str slug, struct str author,
                      struct err *err) {
  struct arena tmp;
  struct resource r;
  struct document d;
  struct resource_change *change;
  arena_init(&tmp, "restore");
  bool ok = resource_get(w, kind, slug, &tmp, &r, err);
  if (ok && str_is(r.status, "archived"))
    ok = document_stored(kind, slug, r.doc, &tmp, &d, err) &&
         apply(w, &(struct documents){&d, 1}, author, false, &tmp, &change, err);
  arena_release(&tmp);
  return ok;
}

bool resource_archive(struct workspace *w, struct str kind, struct str slug, uint32_t if_version,
                      struct str author, struct err *err) {
  bool changed;
  if (!store_archive(ws_state(w), kind, slug, if_version, author, &changed, err)) return false;
  if (changed) ws_revise(w);
  return true;
}

bool resource_install_presets(struct workspace *w, struct err *err) {
  struct snapshot *snap = ws_snapshot(w);
  struct env_setup setup = setup_of(w, snap);
  bool ok = presets_install(&setup, classification_presets, err);
  snapshot_free(snap);
  if (ok) ws_revise(w);
  return ok;
}
