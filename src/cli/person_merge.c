/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal person merge` and `unmerge`. */
#include "cli/person_reach.h"
#include "collect/find.h"
#include "resource/resource.h"
#include "workspace/identity.h"
#include "workspace/persons.h"

bool cli_identity_rules(struct cli *c, struct workspace *w, struct err *err) {
  struct identity_rules rules;
  if (!resource_identity_rules(w, &c->arena, &rules, err)) return false;
  ws_identity_rules(w, &rules, resource_revision(w));
  return true;
}

static bool subjects_of(struct cli *c, struct workspace *w, uint32_t **ret, uint32_t *ret_n,
                        struct err *err) {
  uint32_t n = (uint32_t)c->n_args - 1, *v = arena_array(&c->arena, uint32_t, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    v[i] = collect_find_any(w, str_from(c->args[i + 1]));
    if (v[i] == SUBJECT_NONE) return err_fail(err, ERR_unknown_person, "%s", c->args[i + 1]);
  }
  *ret = v;
  *ret_n = n;
  return true;
}

/* reach: NULL when it was done. */
static void print(struct cli *c, struct workspace *w, const struct ws_moved *r,
                  const struct person_moving *reach) {
  struct str id = people_external_id(ws_people(w), r->person);
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 0);
    jw_begin_object(&j);
    jw_key(&j, "person"), jw_str(&j, id);
    jw_key(&j, "merged"), jw_uint(&j, r->subjects);
    jw_key(&j, "identities"), jw_uint(&j, r->identities);
    jw_key(&j, "events"), jw_uint(&j, r->events);
    jw_key(&j, "lsn"), jw_uint(&j, r->lsn);
    jw_key(&j, "dry_run"), jw_bool(&j, reach != NULL);
    if (reach) person_reach_json(w, reach, &c->arena, &j);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return;
  }
  if (r->subjects == 0) {
    buf_puts(&c->out, tr(c, "Nothing to change: it is so already.\n", "无需更改：已是如此。\n"));
    return;
  }
  buf_printf(&c->out,
             tr(c, "%.*s: %u identities, %llu events\n", "%.*s：身份标识 %u 个，行为 %llu 条\n"),
             STRF(id), r->identities, (unsigned long long)r->events);
  if (!reach) return;
  person_reach_table(c, w, reach);
  buf_printf(&c->out, "%s\n", tr(c, "Nothing was written.", "未写入任何内容。"));
}

bool person_merge(struct cli *c, struct err *err) {
  bool merging = strcmp(c->args[0], "merge") == 0, dry = cli_has(c, "dry-run");
  enum ws_moving how = dry ? WS_SHOWS : WS_MOVES;
  struct workspace *w;
  struct ws_moved r;
  uint32_t *v = NULL, n = 0;
  if (merging && c->n_args < 3)
    return err_fail(err, ERR_missing_argument, "person merge" ERR_SEP "INTO FROM…");
  if (!cli_open(c, dry ? WS_READ : WS_WRITE, &w, err)) return false;
  bool ok = subjects_of(c, w, &v, &n, err);
  ok = ok && cli_identity_rules(c, w, err);
  if (ok && merging && !dry) ok = ws_may_merge(w, v[0], v + 1, n - 1, cli_has(c, "force"), err);
  if (ok && merging) ok = ws_merge_people(w, v[0], v + 1, n - 1, how, STR("cli"), &r, err);
  if (ok && !merging) n = ws_with_stretches(w, v, n, &c->arena, &v);
  if (ok && !merging) ok = ws_unmerge_people(w, v, n, how, STR("cli"), &r, err);
  struct person_moving reach = {.into = merging && ok ? v[0] : SUBJECT_NONE,
                                .subjects = merging && ok ? v + 1 : v,
                                .n = merging && n ? n - 1 : n};
  if (ok) print(c, w, &r, dry ? &reach : NULL);
  ws_close(w);
  return ok;
}
