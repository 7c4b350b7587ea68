/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roles and scopes, and the one question whether an actor may.
 *
 * Roles are a ladder, so that "at least" is a comparison; scopes are what a key is given piece by
 * piece.  A route names both: the least role (what a person needs) and the scope (what a key
 * needs). A person has the scopes of the role, a key the role that its scopes need, so both rules
 * hold for both and neither is a special case. */
#include "access/access_int.h"

#define SCOPES_ANALYST  (SCOPE_READ | SCOPE_PEOPLE)
#define SCOPES_OPERATOR (SCOPES_ANALYST | SCOPE_WRITE | SCOPE_REWARDS | SCOPE_IMPORT | SCOPE_EXPORT)
#define SCOPES_ALL      (SCOPES_OPERATOR | SCOPE_ADMIN)

const struct role_def access_roles[ROLE_count_] = {
    [ROLE_NONE] = {"none", "无", "no access", "无权访问", 0},
    [ROLE_VIEWER] = {"viewer", "查看者", "reads reports and counts; personal data is masked",
                     "查看报表和人数；个人信息脱敏", SCOPE_READ},
    [ROLE_ANALYST] = {"analyst", "分析师", "also asks any question and sees people",
                      "还可自由查询并查看用户明细", SCOPES_ANALYST},
    [ROLE_OPERATOR] = {"operator", "运营",
                       "also changes segments and classifications, imports, exports",
                       "还可修改分群与分层、导入和导出", SCOPES_OPERATOR},
    [ROLE_ADMIN] = {"admin", "管理员", "also users, keys and settings of the workspace",
                    "还可管理工作区的用户、密钥和设置", SCOPES_ALL},
    [ROLE_OWNER] = {"owner", "所有者",
                    "also other owners; of all workspaces: workspaces, server settings",
                    "还可管理其他所有者；若为全部工作区的所有者，还可管理工作区与服务器设置",
                    SCOPES_ALL},
};

const struct scope_def access_scopes[] = {
    {SCOPE_READ, "read", "读取", "reports, counts and definitions", "报表、人数和定义"},
    {SCOPE_PEOPLE, "people", "用户数据", "people and their personal data", "用户明细与个人信息"},
    {SCOPE_WRITE, "write", "修改",
     "change segments, classifications and other documents; includes rewards",
     "修改分群、分层等文档；包含 rewards"},
    {SCOPE_REWARDS, "rewards", "权益",
     "give, spend and redeem a person's points, coupons and membership",
     "为用户发放、使用和核销积分、优惠券与会员权益"},
    {SCOPE_IMPORT, "import", "导入", "import data", "导入数据"},
    {SCOPE_EXPORT, "export", "导出", "export data", "导出数据"},
    {SCOPE_ADMIN, "admin", "管理", "users, keys and settings", "用户、密钥和设置"},
    {0, NULL, NULL, NULL, NULL},
};

bool access_role_parse(struct str name, enum role *ret, struct err *err) {
  for (int r = ROLE_NONE; r < ROLE_count_; r++)
    if (str_is(name, access_roles[r].name)) {
      *ret = (enum role)r;
      return true;
    }
  return err_fail(err, ERR_unknown_role,
                  "%.*s" ERR_SEP "viewer, analyst, operator, admin, owner, none", STRF(name));
}

bool access_scopes_parse(struct str names, unsigned *ret, struct err *err) {
  unsigned all = 0;
  size_t i = 0;
  while (i < names.n) {
    struct str word = {names.p + i, 0};
    while (i < names.n && names.p[i] != ',' && names.p[i] != ' ')
      i++, word.n++;
    i++;
    if (word.n == 0) continue;
    const struct scope_def *d = access_scopes;
    while (d->name && !str_is(word, d->name))
      d++;
    if (!d->name) return err_fail(err, ERR_unknown_scope, "%.*s" ERR_SEP ACCESS_SCOPES, STRF(word));
    all |= d->scope;
  }
  if (all == 0) return err_fail(err, ERR_unknown_scope, ERR_SEP ACCESS_SCOPES);
  *ret = all;
  return true;
}

struct str access_scopes_text(unsigned scopes, struct arena *out) {
  struct str text = {"", 0};
  for (const struct scope_def *d = access_scopes; d->name; d++)
    if (scopes & d->scope)
      text = arena_printf(out, "%.*s%s%s", STRF(text), text.n ? "," : "", d->name);
  return text;
}

enum role access_ceiling(unsigned scopes) {
  for (int r = ROLE_VIEWER; r < ROLE_count_; r++)
    if ((scopes & ~access_roles[r].scopes) == 0) return scopes ? (enum role)r : ROLE_NONE;
  return ROLE_NONE;
}

struct actor access_cli(void) {
  static const struct access_grant all = {{"*", 1}, ROLE_OWNER};
  return (struct actor){
      .kind = ACTOR_CLI, .id = STR("cli"), .label = STR("cli"), .grants = &all, .n_grants = 1};
}

enum role access_role(const struct actor *a, struct str workspace) {
  enum role best = ROLE_NONE;
  if (!a || a->kind == ACTOR_NONE) return ROLE_NONE;
  for (uint32_t i = 0; i < a->n_grants; i++) {
    const struct access_grant *g = &a->grants[i];
    if ((str_eq(g->workspace, EVERYWHERE) || str_eq(g->workspace, workspace)) && g->role > best)
      best = g->role;
  }
  return best;
}

static unsigned scopes_of(const struct actor *a, enum role role) {
  return a->kind == ACTOR_KEY ? a->scopes & access_roles[role].scopes : access_roles[role].scopes;
}

bool forbid(enum role need, struct err *err) {
  return err_fail(err, ERR_forbidden, "%s" ERR_SEP "%s", access_roles[need].name,
                  access_roles[need].zh);
}

bool access_may(const struct actor *a, struct str workspace, enum role need, enum scope scope,
                struct err *err) {
  if (!a || a->kind == ACTOR_NONE) return err_fail(err, ERR_unauthenticated, NULL);
  enum role role = access_role(a, workspace);
  if (role == ROLE_NONE && !str_eq(workspace, EVERYWHERE))
    return err_fail(err, ERR_no_workspace, "%.*s", STRF(workspace));
  if (role < need) return forbid(need, err);
  unsigned has = scopes_of(a, role);
  if (has & SCOPE_WRITE) has |= SCOPE_REWARDS;
  unsigned lacks = scope & ~has;
  if (!lacks) return true;
  for (const struct scope_def *d = access_scopes; d->name; d++)
    if (lacks & d->scope) return err_fail(err, ERR_missing_scope, "%s", d->name);
  return forbid(need, err);
}

bool access_masks(const struct actor *a, struct str workspace) {
  enum role role = access_role(a, workspace);
  return !(role != ROLE_NONE && (scopes_of(a, role) & SCOPE_PEOPLE));
}

bool access_csrf_ok(const struct actor *a, struct str given) {
  return a && a->csrf.n > 0 && given.n == a->csrf.n &&
         sodium_memcmp(given.p, a->csrf.p, given.n) == 0;
}
