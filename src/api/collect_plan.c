/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tracking plans that are active in a workspace, given to what takes its events.  Looked at
 * when the workspace's revision has changed, so a change counts from the next request on. */
#include "api/collect_int.h"
#include "resource/resource.h"

bool client_plan(struct api *api, struct tenant *t, struct err *err) {
  struct workspace *w = tenant_workspace(t);
  struct collect *c = tenant_collect(t);
  uint64_t revision = resource_revision(w);
  struct plan *plan = NULL;
  if (collect_plan_revision(c) == revision) return true;
  if (!resource_tracking_plan(w, &plan, err)) {
    enum err_class class = err_class_of(err->code);
    if (class != ERR_CLASS_INPUT && class != ERR_CLASS_LIMIT) return false;
    api_trouble(api, err, "tracking plan");
  }
  collect_set_plan(c, plan, revision);
  return true;
}
