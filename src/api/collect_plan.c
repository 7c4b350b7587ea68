/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the documents of a workspace say about events to come, given to what takes them: tracking
 * plans and identity rules.  Looked at when the workspace's revision has changed, so a change
 * counts from the next request on. */
#include "api/collect_int.h"
#include "resource/resource.h"
#include "workspace/identity.h"

/* What this version refuses is reported and left out; what cannot be read now makes them wait. */
static bool left_out(struct api *api, const struct err *err, const char *what) {
  enum err_class class = err_class_of(err->code);
  if (class != ERR_CLASS_INPUT && class != ERR_CLASS_LIMIT) return false;
  api_trouble(api, err, what);
  return true;
}

static bool identity_rules(struct api *api, struct workspace *w, uint64_t revision,
                           struct err *err) {
  struct identity_rules rules;
  struct arena mem;
  arena_init(&mem, "identity rules");
  bool ok = resource_identity_rules(w, &mem, &rules, err);
  if (!ok && (ok = left_out(api, err, "identity rules"))) identity_rules_default(&rules);
  if (ok) ws_identity_rules(w, &rules, revision);
  arena_release(&mem);
  return ok;
}

bool client_plan(struct api *api, struct tenant *t, struct err *err) {
  struct workspace *w = tenant_workspace(t);
  struct collect *c = tenant_collect(t);
  uint64_t revision = resource_revision(w);
  struct plan *plan = NULL;
  if (collect_plan_revision(c) == revision) return true;
  if (!identity_rules(api, w, revision, err)) return false;
  if (!resource_tracking_plan(w, &plan, err) && !left_out(api, err, "tracking plan")) return false;
  collect_set_plan(c, plan, revision);
  return true;
}
