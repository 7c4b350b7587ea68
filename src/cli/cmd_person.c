/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything about one person: identities, attributes, classes, what they bought, the last of what
 * they did. */
#include "cli/cli_int.h"
#include "cli/session.h"
#include "collect/find.h"
#include "event/names.h"
#include "workspace/erase.h"

#define TIMELINE_DEFAULT 20

static const struct cli_option options[] = {
    {"as-of", 0, OPT_TEXT, "DATE", "as things stood at the end of that day, or at a date-time",
     "截至某日结束（或某时刻）的情况", NULL},
    {"limit", 0, OPT_COUNT, "N", "events of the timeline, newest first (default 20)",
     "行为序列条数，新的在前（默认 20）", NULL},
    {"force", 0, OPT_FLAG, NULL, "with merge: although they would have two accounts",
     "与 merge 同用：即使合并后有两个账号也执行", NULL},
    {"dry-run", 'n', OPT_FLAG, NULL,
     "with erase, merge, unmerge, block, freeze …: only say what would happen",
     "与 erase、merge、unmerge、block、freeze 等同用：仅预览将发生的更改", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

struct page {
  uint32_t subject;
  struct person_event *events;
  uint32_t n_events;
  struct str *attr_names; /* latest values */
  struct value *attr_values;
  uint32_t n_attrs;
  struct str *class_slugs, *class_titles, *class_names;
  uint32_t n_classes;
  int64_t orders, refunds;
  struct dec spent; /* net of refunds */
};

static const struct value *prop_of(const struct person_event *e, const char *name) {
  for (uint32_t i = 0; i < e->n_props; i++)
    if (str_is(e->props[i], name)) return &e->values[i];
  return NULL;
}

/* Events come oldest first, so a later value overwrites. */
static bool gather(struct page *p, struct arena *a, struct err *err) {
  size_t most = 0;
  for (uint32_t i = 0; i < p->n_events; i++)
    if (str_is(p->events[i].event, EV_SET)) most += p->events[i].n_props;
  p->attr_names = arena_array(a, struct str, most);
  p->attr_values = arena_array(a, struct value, most);
  for (uint32_t i = 0; i < p->n_events; i++) {
    const struct person_event *e = &p->events[i];
    bool order = str_is(e->event, "order_completed"), refund = str_is(e->event, "order_refunded");
    if (order || refund) {
      const struct value *amount = prop_of(e, "amount");
      bool fine = true;
      if (amount && amount->type == V_NUM)
        fine = order ? dec_add(p->spent, amount->num, &p->spent)
                     : dec_sub(p->spent, amount->num, &p->spent);
      if (!fine) return err_fail(err, ERR_number_overflow, "amount");
      p->orders += order;
      p->refunds += refund;
    }
    if (!str_is(e->event, EV_SET)) continue;
    for (uint32_t k = 0; k < e->n_props; k++) {
      uint32_t at = 0;
      while (at < p->n_attrs && !str_eq(p->attr_names[at], e->props[k]))
        at++;
      p->attr_names[at] = e->props[k];
      p->attr_values[at] = e->values[k];
      if (at == p->n_attrs) p->n_attrs++;
    }
  }
  uint32_t left = 0;
  for (uint32_t i = 0; i < p->n_attrs; i++) {
    if (value_unsets(&p->attr_values[i])) continue;
    p->attr_names[left] = p->attr_names[i];
    p->attr_values[left++] = p->attr_values[i];
  }
  p->n_attrs = left;
  return true;
}

static bool classes(struct session *s, struct page *p, struct err *err) {
  struct cli *c = s->cli;
  struct resource *r;
  uint32_t n;
  if (!resource_list(s->ws, STR("classification"), &c->arena, &r, &n, err)) return false;
  p->class_slugs = arena_array(&c->arena, struct str, n);
  p->class_titles = arena_array(&c->arena, struct str, n);
  p->class_names = arena_array(&c->arena, struct str, n);
  for (uint32_t i = 0; i < n; i++) {
    const struct classification *k;
    struct classification_result result;
    if (!str_is(r[i].status, "active")) continue;
    if (!names_env_classification(s->names, r[i].slug, &k, err) ||
        !classification_run(k, s->snap, &s->as_of, 1, &s->env, &c->arena, &result, err))
      return false;
    uint8_t at = p->subject < result.n_subjects ? result.class_of[p->subject] : QUERY_CLASS_NONE;
    struct str none = str_from(c->json ? "none" : "–");
    p->class_slugs[p->n_classes] = r[i].slug;
    p->class_titles[p->n_classes] = c->lang == LANG_ZH ? k->title.zh : k->title.en;
    p->class_names[p->n_classes++] = at == QUERY_CLASS_NONE ? none
                                     : c->json              ? k->classes[at].name
                                     : c->lang == LANG_ZH   ? k->classes[at].title.zh
                                                            : k->classes[at].title.en;
    classification_result_release(&result);
  }
  return true;
}

static void json_time(struct jw *w, int64_t ms) {
  struct buf b = BUF_INIT;
  if (ms == TIME_MIN) {
    jw_null(w);
    return;
  }
  time_format_iso(ms, &b);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void print_json(struct session *s, const struct page *p, uint32_t limit) {
  struct cli *c = s->cli;
  struct people *people = ws_people(s->ws);
  struct str type, value;
  struct jw w;
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "id"), jw_str(&w, people_external_id(people, p->subject));
  jw_key(&w, "identities"), jw_begin_array(&w);
  for (uint32_t i = 0; people_identity(people, p->subject, i, &type, &value); i++) {
    jw_begin_object(&w);
    jw_key(&w, "type"), jw_str(&w, type);
    jw_key(&w, "value"), jw_str(&w, value);
    jw_end_object(&w);
  }
  jw_end_array(&w);
  jw_key(&w, "as_of"), json_time(&w, s->as_of);
  jw_key(&w, "attributes"), jw_begin_object(&w);
  for (uint32_t i = 0; i < p->n_attrs; i++)
    jw_key_str(&w, p->attr_names[i]), value_put_json(&w, &p->attr_values[i]);
  jw_end_object(&w);
  jw_key(&w, "classes"), jw_begin_object(&w);
  for (uint32_t i = 0; i < p->n_classes; i++)
    jw_key_str(&w, p->class_slugs[i]), jw_str(&w, p->class_names[i]);
  jw_end_object(&w);
  jw_key(&w, "orders"), jw_int(&w, p->orders);
  jw_key(&w, "refunds"), jw_int(&w, p->refunds);
  jw_key(&w, "spent"), jw_dec(&w, p->spent);
  jw_key(&w, "events"), jw_uint(&w, p->n_events);
  jw_key(&w, "timeline"), jw_begin_array(&w);
  for (uint32_t i = p->n_events; i > 0 && limit; i--, limit--) {
    const struct person_event *e = &p->events[i - 1];
    jw_begin_object(&w);
    jw_key(&w, "time"), json_time(&w, e->time);
    jw_key(&w, "event"), jw_str(&w, e->event);
    jw_key(&w, "properties"), jw_begin_object(&w);
    for (uint32_t k = 0; k < e->n_props; k++)
      jw_key_str(&w, e->props[k]), value_put_json(&w, &e->values[k]);
    jw_end_object(&w);
    jw_end_object(&w);
  }
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
}

static void heading(struct cli *c, const char *text) {
  buf_printf(&c->out, c->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static struct str event_title(const struct cli *c, struct str name) {
  const struct known_name *k = known_name_exact(NAME_EVENT, name);
  if (str_is(name, EV_SET)) return str_from(tr(c, "attributes", "属性变更"));
  return k ? str_from(c->lang == LANG_ZH ? k->zh : k->en) : name;
}

static void print_text(struct session *s, const struct page *p, uint32_t limit) {
  struct cli *c = s->cli;
  struct people *people = ws_people(s->ws);
  struct str type, value;
  struct buf b = BUF_INIT;
  buf_printf(&c->out, c->color ? "\033[1m%.*s\033[0m" : "%.*s",
             STRF(people_external_id(people, p->subject)));
  for (uint32_t i = 0; people_identity(people, p->subject, i, &type, &value); i++)
    buf_printf(&c->out, "  %.*s:%.*s", STRF(type), STRF(value));
  buf_putc(&c->out, '\n');
  dec_format_grouped(p->spent, 2, &b);
  buf_printf(&c->out,
             tr(c, "%lld orders, %lld refunds, spent %s %.*s, %u events\n",
                "订单 %lld，退款 %lld，净消费 %s %.*s，事件 %u\n"),
             (long long)p->orders, (long long)p->refunds, b.p, STRF(ws_currency(s->ws)),
             p->n_events);
  struct table *t = table_new(&c->arena, 2);
  heading(c, tr(c, "Classes", "分层"));
  for (uint32_t i = 0; i < p->n_classes; i++)
    table_cell(t, p->class_titles[i]), table_cell(t, p->class_names[i]);
  table_print(c, t, "  ");
  if (p->n_attrs) heading(c, tr(c, "Attributes", "属性"));
  t = table_new(&c->arena, 2);
  for (uint32_t i = 0; i < p->n_attrs; i++) {
    buf_reset(&b);
    put_value_text(&b, ws_tz(s->ws), &p->attr_values[i]);
    table_cell(t, p->attr_names[i]), table_cell(t, buf_str(&b));
  }
  table_print(c, t, "  ");
  heading(c, tr(c, "Timeline", "行为序列"));
  t = table_new(&c->arena, 3);
  for (uint32_t i = p->n_events; i > 0 && limit; i--, limit--) {
    const struct person_event *e = &p->events[i - 1];
    buf_reset(&b);
    if (e->time == TIME_MIN)
      buf_puts(&b, tr(c, "since ever", "一直以来"));
    else
      time_format_minute(ws_tz(s->ws), e->time, &b);
    table_cell(t, buf_str(&b)), table_cell(t, event_title(c, e->event));
    buf_reset(&b);
    for (uint32_t k = 0; k < e->n_props; k++) {
      buf_printf(&b, "%s%.*s=", k ? "  " : "", STRF(e->props[k]));
      put_value_text(&b, ws_tz(s->ws), &e->values[k]);
    }
    table_cell(t, buf_str(&b));
  }
  table_print(c, t, "  ");
  buf_release(&b);
}

/* What goes, before it goes. */
static void print_reach(struct cli *c, struct workspace *w, const struct ws_erase_reach *r) {
  char amount[DEC_TEXT_BYTES];
  dec_text(dec_normal(r->amount), amount);
  if (c->json)
    buf_printf(&c->out,
               "{\"identities\":%u,\"events\":%llu,\"changes\":%llu,\"orders\":%llu,"
               "\"amount\":\"%s\",\"log_bytes\":%llu,\"column_bytes\":%llu}\n",
               r->identities, (unsigned long long)r->events, (unsigned long long)r->changes,
               (unsigned long long)r->orders, amount, (unsigned long long)r->log_bytes,
               (unsigned long long)r->column_bytes);
  else
    buf_printf(&c->out,
               tr(c,
                  "%u identities, %llu events, %llu attribute changes, %llu orders of %s %.*s; "
                  "backups keep them until they are pruned\n",
                  "%u 个身份标识，%llu 个事件，%llu 次属性变更，%llu 个订单（%s "
                  "%.*s）；备份中的数据保留至备份被清理\n"),
               r->identities, (unsigned long long)r->events, (unsigned long long)r->changes,
               (unsigned long long)r->orders, amount, STRF(ws_currency(w)));
}

static bool reach(struct cli *c, struct err *err) {
  struct workspace *w;
  struct ws_erase_reach r;
  if (!cli_open(c, WS_READ, &w, err)) return false;
  uint32_t subject = collect_find_person(w, str_from(c->args[1]));
  bool ok = subject != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%s", c->args[1]);
  ok = ok && ws_erase_reach(w, subject, &r, err);
  if (ok) print_reach(c, w, &r);
  ws_close(w);
  return ok;
}

static bool may_erase(struct cli *c, struct workspace *w, uint32_t subject, struct err *err) {
  struct str type, value;
  uint32_t n = 0;
  while (people_identity(ws_people(w), subject, n, &type, &value))
    n++;
  char question[160];
  snprintf(question, sizeof question,
           tr(c, "Erase %s (%u identities) and all their events for ever?",
              "永久抹除 %s(%u 个身份标识)及其全部行为？"),
           c->args[1], n);
  return cli_confirm(c, false, question) || err_fail(err, ERR_erase_unconfirmed, NULL);
}

static bool erase(struct cli *c, struct err *err) {
  struct workspace *w;
  struct ws_erased r;
  struct ws_erase_done done;
  if (strcmp(c->args[0], "erase") != 0)
    return err_fail(err, ERR_bad_option_value,
                    "person" ERR_SEP "%s" ERR_SEP
                    "why ID, erase ID, merge INTO FROM…, unmerge ID…, block ID, freeze ID …",
                    c->args[0]);
  if (cli_has(c, "dry-run")) return reach(c, err);
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  uint32_t subject = collect_find_person(w, str_from(c->args[1]));
  bool ok = subject != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%s", c->args[1]);
  ok = ok && may_erase(c, w, subject, err) && ws_erase_person(w, subject, STR("cli"), &r, err) &&
       ws_erase_run(w, &done, err);
  ws_close(w);
  if (!ok) return false;
  if (c->json)
    buf_printf(&c->out, "{\"lsn\":%llu,\"identities\":%u,\"files\":%u,\"log_files\":%u}\n",
               (unsigned long long)r.lsn, r.identities, r.files, done.log_files);
  else
    buf_printf(&c->out,
               tr(c, "erased: %u identities, %u files\n", "已抹除：%u 个身份标识，%u 个文件\n"),
               r.identities, r.files);
  return true;
}

static bool run(struct cli *c, struct err *err) {
  struct session s;
  bool moves = strcmp(c->args[0], "merge") == 0 || strcmp(c->args[0], "unmerge") == 0;
  if (c->n_args > 1 && moves) return person_merge(c, err);
  if (c->n_args > 2) return err_fail(err, ERR_extra_argument, "person" ERR_SEP "%s", c->args[2]);
  if (c->n_args == 2 && strcmp(c->args[0], "why") == 0) return person_explain(c, err);
  if (c->n_args == 2 && person_is_hand(c->args[0])) return person_hand(c, err);
  if (c->n_args == 2) return erase(c, err);
  struct page p = {0};
  uint64_t asked = cli_count(c, "limit", TIMELINE_DEFAULT);
  uint32_t limit = asked > UINT32_MAX ? UINT32_MAX : (uint32_t)asked;
  if (!session_open(c, &s, err)) return false;
  p.subject = collect_find_person(s.ws, str_from(c->args[0]));
  bool ok = p.subject != SUBJECT_NONE ? true : err_fail(err, ERR_unknown_person, "%s", c->args[0]);
  ok = ok &&
       query_person_events(s.snap, p.subject, s.as_of, &c->arena, &p.events, &p.n_events, err) &&
       gather(&p, &c->arena, err) && classes(&s, &p, err);
  if (ok && c->json)
    print_json(&s, &p, limit);
  else if (ok)
    print_text(&s, &p, limit);
  session_close(&s);
  return ok;
}

const struct cli_command cmd_person = {
    .name = "person",
    .args = "ID | why ID | merge INTO FROM… | unmerge ID… | block|unblock|freeze|unfreeze ID | "
            "erase ID",
    .min_args = 1,
    .max_args = -1,
    .en = "Everything about one person, by any identity; why it is one; merge, take apart, erase",
    .zh = "查看一个用户的全部信息（任一身份标识均可）；为何是同一人；合并、拆分或抹除",
    .help_en =
        "`merge` makes people one: one history, all identities, of each attribute the "
        "survivor's value, the earliest, the sum or both lists.  `unmerge` gives the identities named, which are of one person, a person of "
        "their own again, with the events that came with them.  --dry-run only shows the reach: "
        "which identities, how many events, which limits.\n\n"
        "`why` says how the identities came together: cause, time, and the two identities that "
        "met.  `block` makes an identity count for nothing from now on (docs/IDENTITY.md), "
        "`freeze` keeps a person from merging with anybody; `unblock` and `unfreeze` end that.\n\n"
        "`erase` cannot be undone: the person and their events are gone from every answer at "
        "once, and from the files of the workspace when the command ends.  Backups forget "
        "them as they age.",
    .help_zh =
        "`merge` 将多个用户合并为一个：行为合为一条时间线，身份标识合并，属性以保留方为准（累加值相加、列表合并、首次值取最早）。"
        "`unmerge` 将指定的身份标识（须属于同一用户）及随其产生的行为重新拆为独立用户。"
        "--dry-run 仅显示影响范围：涉及的标识、行为数与将超出的上限。\n\n"
        "`why` 说明各身份标识如何合为一人：原因、时间，以及同时出现的两个标识。"
        "`block` 使一个标识从此不参与识别（见 docs/IDENTITY.zh-CN.md），`freeze` "
        "使一个用户不再与他人合并；"
        "`unblock`、`unfreeze` 取消之。\n\n"
        "`erase` 不可撤销：该用户及其行为立即从所有结果中消失，命令结束时也从工作区文件中清除；"
        "备份则随保留期届满而清除。",
    .examples = "shoal person u000123\nshoal person 13812345678 --limit 100 --json\nshoal person "
                "erase 13812345678 --yes\nshoal person merge u000123 13812345678 --dry-run",
    .options = options,
    .run = run,
};
