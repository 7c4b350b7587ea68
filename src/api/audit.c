/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The audit trail of a workspace: changes of resources, which the workspace's database has, and
 * everything else, which the server's has, merged by time.
 *
 * Each trail is read backwards with a cursor of its own, a page at a time; what does not match the
 * filter is passed over, AUDIT_SCAN_MAX entries at most, so that a rare word cannot make one
 * request read a million rows: the page is then short and has a cursor to go on. */
#include "api/account.h"
#include "api/api_int.h"
#include "base/vec.h"

#define AUDIT_SCAN_MAX 5000
#define AUDIT_BATCH    500

struct entry {
  int64_t id, at_ms; /* id: even = of the server, odd = of the workspace */
  const char *kind;
  struct str actor, action, object, detail, address;
};

struct trail {
  int64_t before; /* ids below; 0 = from the newest */
  uint32_t n, at, scanned;
  bool ended;
  struct entry *batch;
};

struct filter {
  struct str actor, action, object;
};

static const char *kind_name(enum actor_kind k) {
  static const char *const names[] = {
      [ACTOR_NONE] = "system", [ACTOR_USER] = "user", [ACTOR_KEY] = "key", [ACTOR_CLI] = "cli"};
  return names[k];
}

static bool read_server(struct call *c, struct trail *t, struct err *err) {
  const struct access_audit_filter f = {
      .workspace = tenant_slug(c->tenant), .before = t->before, .limit = AUDIT_BATCH};
  struct access_audit *a;
  int64_t next;
  if (!access_audit_list(c->api->access, &f, c->arena, &a, &t->n, &next, err)) return false;
  t->batch = arena_array(c->arena, struct entry, t->n);
  for (uint32_t i = 0; i < t->n; i++)
    t->batch[i] = (struct entry){.id = a[i].id * 2,
                                 .at_ms = a[i].at_ms,
                                 .kind = kind_name(a[i].actor_kind),
                                 .actor = a[i].label.n ? a[i].label : a[i].actor,
                                 .action = a[i].action,
                                 .object = a[i].object,
                                 .detail = a[i].detail,
                                 .address = a[i].address};
  return true;
}

/* Authors of resources: an e-mail, "key:" and a title (call_author), "shoal" for presets, else the
 * name of somebody at the command line. */
static const char *author_kind(struct str author) {
  if (str_starts(author, STR("key:"))) return "key";
  if (str_is(author, "shoal")) return "system";
  return memchr(author.p ? author.p : "", '@', author.n) ? "user" : "cli";
}

static bool read_workspace(struct call *c, struct trail *t, struct err *err) {
  struct audit_entry *a;
  if (!resource_audit(tenant_workspace(c->tenant), t->before, AUDIT_BATCH, c->arena, &a, &t->n,
                      err))
    return false;
  t->batch = arena_array(c->arena, struct entry, t->n);
  for (uint32_t i = 0; i < t->n; i++) {
    struct buf b = BUF_INIT;
    buf_printf(&b, "{\"version\":%u}", a[i].version);
    t->batch[i] = (struct entry){
        .id = a[i].id * 2 + 1,
        .at_ms = a[i].at_ms,
        .kind = author_kind(a[i].author),
        .actor = a[i].author,
        .action = arena_printf(c->arena, "%.*s.%.*s", STRF(a[i].kind), STRF(a[i].action)),
        .object = arena_printf(c->arena, "%.*s/%.*s", STRF(a[i].kind), STRF(a[i].slug)),
        .detail = arena_str(c->arena, buf_str(&b))};
    buf_release(&b);
  }
  return true;
}

static bool action_fits(struct str action, struct str want) {
  if (str_eq(action, want)) return true;
  return str_starts(action, want) && action.n > want.n && action.p[want.n] == '.';
}

static bool fits(const struct entry *e, const struct filter *f) {
  return (!f->actor.n || str_eq_nocase(e->actor, f->actor)) &&
         (!f->action.n || action_fits(e->action, f->action)) &&
         (!f->object.n || str_has(e->object, f->object));
}

/* The next entry that fits; NULL when the trail has ended, or enough was looked at. */
static bool peek(struct call *c, struct trail *t, const struct filter *f,
                 bool (*read)(struct call *, struct trail *, struct err *),
                 const struct entry **ret, struct err *err) {
  *ret = NULL;
  while (!t->ended && t->scanned < AUDIT_SCAN_MAX) {
    if (t->at == t->n) {
      t->at = 0;
      if (!read(c, t, err)) return false;
      t->ended = t->n == 0;
      continue;
    }
    const struct entry *e = &t->batch[t->at];
    if (fits(e, f)) {
      *ret = e;
      return true;
    }
    t->before = e->id / 2;
    t->at++;
    t->scanned++;
  }
  return true;
}

static void take(struct trail *t) {
  t->before = t->batch[t->at++].id / 2;
}

static void put_entry(struct call *c, const struct entry *e) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "id"), jw_int(w, e->id);
  jw_key(w, "at"), put_time(w, e->at_ms);
  jw_key(w, "actor_kind"), jw_cstr(w, e->kind);
  jw_key(w, "actor"), jw_str(w, e->actor);
  jw_key(w, "action"), jw_str(w, e->action);
  jw_key(w, "workspace"), jw_str(w, tenant_slug(c->tenant));
  jw_key(w, "object"), jw_str(w, e->object);
  jw_key(w, "detail");
  if (e->detail.n)
    jw_raw(w, e->detail);
  else
    jw_null(w);
  jw_key(w, "address"), jw_str(w, e->address);
  jw_end_object(w);
}

static bool run_audit(struct call *c, struct err *err) {
  struct trail server = {0}, workspace = {0};
  const struct entry *a = NULL, *b = NULL;
  const struct filter f = {call_query(c, "actor"), call_query(c, "action"),
                           call_query(c, "object")};
  struct page_key key;
  bool given;
  if (!call_cursor(c, &key, &given, err)) return false;
  if (given) {
    server.before = key.n[0];
    workspace.before = key.n[1];
    server.ended = key.n[2];
    workspace.ended = key.n[3];
  }
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t left = call_limit(c);; left--) {
    if (!peek(c, &server, &f, read_server, &a, err) ||
        !peek(c, &workspace, &f, read_workspace, &b, err))
      return false;
    /* A trail that was not looked through to its next entry may hold a later one than the other. */
    bool stuck = (!a && !server.ended) || (!b && !workspace.ended);
    if (left == 0 || stuck || (!a && !b)) break;
    bool first = a && (!b || a->at_ms >= b->at_ms);
    put_entry(c, first ? a : b);
    take(first ? &server : &workspace);
  }
  jw_end_array(&c->out);
  key = (struct page_key){.n = {server.before, workspace.before, server.ended, workspace.ended},
                          .n_n = 4};
  call_put_next(c, server.ended && workspace.ended ? NULL : &key);
  jw_end_object(&c->out);
  return true;
}

static const struct shape word = {.kind = SHAPE_TEXT, .max = 200};
static const struct route_param params[] = {
    {"action", &word, "Whole (key.revoked) or the part before the dot (key).",
     "完整动作（key.revoked）或点号之前的部分（key）。"},
    {"actor", &word, "E-mail, title of a key, or author.", "电子邮件、密钥名称或修改者。"},
    {"object", &word, "A part of it.", "对象（部分匹配）。"},
    PARAM_LIMIT,
    PARAM_CURSOR,
    {0},
};

const struct route audit_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/audit",
     .id = "listAudit",
     .tag = "audit",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .params = params,
     .response = &shape_audit_page,
     .title_en = "Who did what",
     .title_zh = "操作记录",
     .help_en =
         "Newest first.  A page may be short, even empty, and still have a `next`: at most 5,000 "
         "entries are looked through for one page.",
     .help_zh = "最新在前。每页最多检查 5,000 条记录，因此不满一页甚至为空时仍可能有 `next`。",
     .run = run_audit},
    {0},
};
