/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal person why`, `block`, `unblock`, `freeze`, `unfreeze`. */
#include "cli/cli_int.h"
#include "collect/find.h"
#include "workspace/identity.h"

static struct str shown(struct cli *c, struct people *p, uint32_t subject) {
  struct str type, value;
  if (subject == SUBJECT_NONE || !people_subject_identity(p, subject, 0, &type, &value))
    return STR("");
  uint32_t device = people_device_of(p, subject);
  if (device != subject) people_subject_identity(p, device, 0, &type, &value);
  return arena_printf(&c->arena, "%.*s %.*s", STRF(type), STRF(value));
}

static const char *cause_zh(enum move_cause cause) {
  static const char *const zh[MOVE_CAUSES] = {"人工操作", "登录认领", "会话认领",
                                              "登录保持", "同一设备", "新标识关联",
                                              "合并",     "标识转移", "重新编号"};
  return zh[cause];
}

static void print_json(struct cli *c, struct workspace *w, const struct ws_why *v, uint32_t n) {
  struct people *p = ws_people(w);
  struct jw j;
  jw_init(&j, &c->out, 0);
  jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    const struct move_evidence *e = &v[i].evidence;
    jw_begin_object(&j);
    jw_key(&j, "identity"), jw_str(&j, shown(c, p, v[i].subject));
    jw_key(&j, "cause"), jw_str(&j, str_from(move_cause_name(e->cause)));
    jw_key(&j, "a"), jw_str(&j, shown(c, p, e->a));
    jw_key(&j, "b"), jw_str(&j, shown(c, p, e->b));
    jw_key(&j, "rule"), jw_cstr(&j, ws_why_rule(e->cause));
    jw_key(&j, "event"), jw_str(&j, v[i].event);
    jw_key(&j, "source"), jw_str(&j, v[i].lib);
    jw_key(&j, "author"), jw_str(&j, v[i].author);
    jw_key(&j, "time_ms"), jw_int(&j, e->time);
    jw_key(&j, "message");
    jw_str(&j, arena_printf(&c->arena, "%016llx%016llx", (unsigned long long)e->key.hi,
                            (unsigned long long)e->key.lo));
    jw_key(&j, "lsn"), jw_uint(&j, v[i].lsn);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  buf_putc(&c->out, '\n');
}

static void print_text(struct cli *c, struct workspace *w, const struct ws_why *v, uint32_t n) {
  struct people *p = ws_people(w);
  if (n == 0)
    buf_puts(&c->out,
             tr(c, "Always was one: nobody was merged.\n", "一直是同一用户，未经合并。\n"));
  for (uint32_t i = 0; i < n; i++) {
    const struct move_evidence *e = &v[i].evidence;
    struct value at = {.type = V_TIME, .time = e->time};
    const char *cause = tr(c, move_cause_name(e->cause), cause_zh(e->cause));
    if (e->time > TIME_MIN) {
      put_value_text(&c->out, ws_tz(w), &at);
      buf_puts(&c->out, "  ");
    }
    buf_printf(&c->out, "%s%s%s%s  %.*s", cause, *ws_why_rule(e->cause) ? " (" : "",
               ws_why_rule(e->cause), *ws_why_rule(e->cause) ? ")" : "",
               STRF(shown(c, p, v[i].subject)));
    if (v[i].event.n) buf_printf(&c->out, "  %.*s", STRF(v[i].event));
    if (v[i].lib.n) buf_printf(&c->out, " · %.*s", STRF(v[i].lib));
    if (v[i].author.n) buf_printf(&c->out, "  %.*s", STRF(v[i].author));
    buf_putc(&c->out, '\n');
    if (e->a != SUBJECT_NONE && e->b != SUBJECT_NONE)
      buf_printf(&c->out, "    %.*s + %.*s\n", STRF(shown(c, p, e->a)), STRF(shown(c, p, e->b)));
  }
}

bool person_explain(struct cli *c, struct err *err) {
  struct workspace *w;
  struct ws_why *v = NULL;
  uint32_t n = 0;
  if (!cli_open(c, WS_READ, &w, err)) return false;
  uint32_t subject = collect_find_any(w, str_from(c->args[1]));
  bool ok = subject != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%s", c->args[1]);
  ok = ok && ws_person_why(w, subject, &c->arena, &v, &n, err);
  if (ok && c->json)
    print_json(c, w, v, n);
  else if (ok)
    print_text(c, w, v, n);
  ws_close(w);
  return ok;
}

static const char *const hands[] = {"block", "unblock", "freeze", "unfreeze"};

bool person_is_hand(const char *word) {
  for (size_t i = 0; i < sizeof hands / sizeof *hands; i++)
    if (strcmp(word, hands[i]) == 0) return true;
  return false;
}

/* Who it is about, and what will be different; before it is done with --dry-run. */
static void print_hand(struct cli *c, struct workspace *w, uint32_t subject, int what, uint64_t lsn,
                       bool changes) {
  static const char *const en[] = {
      ("In messages to come it leads to nobody and joins nobody.  Nothing is taken apart: messages "
       "that carry only it stay with the person until it is split off (unmerge)."),
      "In messages to come it counts again.",
      "Events still arrive; this person merges with nobody and claims nothing.",
      "This person may merge and claim again."};
  static const char *const zh[] = {
      ("之后的消息中，该标识不再参与识别。已有归并不变：拆分（unmerge）之前，"
       "只带它的消息仍归该用户。"),
      "之后的消息中，该标识重新参与识别。", "仍接收行为，但不再与任何人合并，也不再认领匿名行为。",
      "该用户可以再次合并、认领。"};
  struct people *p = ws_people(w);
  struct str person = people_external_id(p, person_of(p, subject));
  uint32_t others = person_subjects(p, subject, NULL, 0) - 1;
  bool dry = cli_has(c, "dry-run");
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 0);
    jw_begin_object(&j);
    jw_key(&j, "identity"), jw_str(&j, shown(c, p, subject));
    jw_key(&j, "person"), jw_str(&j, person);
    jw_key(&j, "others"), jw_uint(&j, others);
    jw_key(&j, "changes"), jw_bool(&j, changes);
    jw_key(&j, "lsn"), jw_uint(&j, lsn);
    jw_key(&j, "dry_run"), jw_bool(&j, dry);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return;
  }
  if (!changes) {
    buf_puts(&c->out, tr(c, "Nothing to change: it is so already.\n", "无需更改：已是如此。\n"));
    return;
  }
  struct table *t = table_new(&c->arena, 2);
  table_cell(t, str_from(tr(c, "identity", "标识"))), table_cell(t, shown(c, p, subject));
  table_cell(t, str_from(tr(c, "person", "用户"))), table_cell(t, person);
  table_cell(t, str_from(tr(c, "others of the person", "该用户的其他标识")));
  table_cell(t, arena_printf(&c->arena, "%u", others));
  table_print(c, t, "  ");
  buf_printf(&c->out, "%s\n", tr(c, en[what], zh[what]));
  if (dry) buf_printf(&c->out, "%s\n", tr(c, "Nothing was written.", "未写入任何内容。"));
}

bool person_hand(struct cli *c, struct err *err) {
  struct workspace *w;
  uint64_t lsn = 0;
  int what = WS_BLOCK;
  bool dry = cli_has(c, "dry-run");
  while (strcmp(c->args[0], hands[what]) != 0)
    what++;
  if (!cli_open(c, dry ? WS_READ : WS_WRITE, &w, err)) return false;
  uint32_t subject = collect_find_any(w, str_from(c->args[1]));
  bool ok = subject != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%s", c->args[1]);
  bool changes = false;
  if (ok) {
    struct people *p = ws_people(w);
    bool is = what == WS_BLOCK || what == WS_UNBLOCK ? people_blocked(p, subject)
                                                     : people_frozen(p, person_of(p, subject));
    changes = is != (what == WS_BLOCK || what == WS_FREEZE);
  }
  if (ok && !dry) ok = ws_person_set(w, subject, (enum ws_hand)what, STR("cli"), &lsn, err);
  if (ok) print_hand(c, w, subject, what, lsn, changes);
  ws_close(w);
  return ok;
}
