/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue from the shell: look, change one, take a price list in, take one out.
 *
 * `item set` writes what the arguments say and leaves the rest; many items come from a file, as
 * every import does (`shoal import`, kind: items). */
#include <stdlib.h>

#include "cli/cli_int.h"
#include "workspace/catalogue.h"

#define SHOWN_MAX 1000

static const struct cli_option options[] = {
    {"category", 0, OPT_TEXT, "ID", "list: of this category or below it", "list：该类目及其下级",
     NULL},
    {"brand", 0, OPT_TEXT, "NAME", "list: of this brand", "list：该品牌", NULL},
    {"role", 0, OPT_TEXT, "ROLE", "list: in this role", "list：该角色", NULL},
    {"search", 0, OPT_TEXT, "TEXT", "list: with this in id or name", "list：编号或名称含此文本",
     NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void put_field(struct jw *j, const char *key, struct str s) {
  jw_key(j, key);
  s.n ? jw_str(j, s) : jw_null(j);
}

static void put_json(struct jw *j, const struct catalogue_item *it) {
  jw_begin_object(j);
  jw_key(j, "id"), jw_str(j, it->id);
  put_field(j, "name", it->name);
  put_field(j, "category", it->category);
  put_field(j, "brand", it->brand);
  put_field(j, "price", it->price);
  put_field(j, "kind", it->kind);
  put_field(j, "role", it->role);
  jw_key(j, "active"), jw_bool(j, it->active);
  jw_key(j, "properties"), jw_raw(j, it->properties);
  jw_end_object(j);
}

static struct str word(const struct cli *c, const struct item_word *words, struct str name) {
  const struct item_word *w = item_word_find(words, name);
  return w ? str_from(c->lang == LANG_ZH ? w->zh : w->en) : name;
}

static bool list(struct cli *c, struct workspace *w, struct err *err) {
  struct catalogue_filter f = {.category = str_from(cli_get(c, "category")),
                               .brand = str_from(cli_get(c, "brand")),
                               .role = str_from(cli_get(c, "role")),
                               .words = str_from(cli_get(c, "search"))};
  struct catalogue_item *items;
  uint32_t n;
  if (!catalogue_items(w, &f, STR(""), SHOWN_MAX + 1, &c->arena, &items, &n, err)) return false;
  uint32_t shown = n > SHOWN_MAX ? SHOWN_MAX : n;
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "items"), jw_begin_array(&j);
    for (uint32_t i = 0; i < shown; i++)
      put_json(&j, &items[i]);
    jw_end_array(&j);
    jw_key(&j, "more"), jw_bool(&j, n > shown);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  if (n == 0)
    cli_note(c, "%s",
             tr(c, "No such items. Bring a list: shoal import items.csv",
                "没有这样的商品。导入一份：shoal import items.csv"));
  for (uint32_t i = 0; i < shown; i++) {
    const struct catalogue_item *it = &items[i];
    buf_printf(&c->out, "%.*s  %.*s  %.*s  %.*s  %.*s  %.*s%s\n", STRF(it->id), STRF(it->name),
               STRF(it->category), STRF(it->brand), STRF(it->price),
               STRF(word(c, item_roles, it->role)),
               it->active ? "" : tr(c, "  (not on offer)", "  （已下架）"));
  }
  if (n > shown)
    cli_note(
        c,
        tr(c, "The first %d; narrow it with --search.", "仅显示前 %d 条，可用 --search 缩小范围。"),
        SHOWN_MAX);
  return true;
}

static bool show(struct cli *c, struct workspace *w, struct str id, struct err *err) {
  struct catalogue_item it;
  struct jw j;
  if (!catalogue_item(w, id, &c->arena, &it, err)) return false;
  if (c->json) {
    jw_init(&j, &c->out, 2);
    put_json(&j, &it);
    buf_putc(&c->out, '\n');
    return true;
  }
  const struct {
    enum item_field f;
    struct str text;
  } rows[] = {
      {ITEM_NAME, it.name},
      {ITEM_CATEGORY, it.category},
      {ITEM_BRAND, it.brand},
      {ITEM_PRICE, it.price},
      {ITEM_KIND, word(c, item_kinds, it.kind)},
      {ITEM_ROLE, word(c, item_roles, it.role)},
      {ITEM_ACTIVE, it.active ? str_from(tr(c, "yes", "是")) : str_from(tr(c, "no", "否"))}};
  buf_printf(&c->out, "%.*s\n", STRF(it.id));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].text.n)
      buf_printf(&c->out, "  %s: %.*s\n",
                 c->lang == LANG_ZH ? item_field_words[rows[i].f].zh
                                    : item_field_words[rows[i].f].en,
                 STRF(rows[i].text));
  if (it.properties.n > 2) buf_printf(&c->out, "  %.*s\n", STRF(it.properties));
  return true;
}

/* 007 is a text, 0.5 a number. */
static bool number(struct str s, struct dec *ret) {
  bool padded = s.n > 1 && s.p[0] == '0' && s.p[1] != '.';
  return !padded && dec_parse(s, ret);
}

/* name=value: true, false and numbers as such; an empty value takes the property away. */
static bool put_word(struct cli *c, struct ev_batch *b, const char *arg, struct err *err) {
  struct str rest = str_from(arg), name = str_trim(str_cut(&rest, '='));
  struct value v = {.type = V_STR, .str = rest};
  struct dec d;
  bool assigned = strchr(arg, '=') != NULL;
  if (!assigned || name.n == 0 || name.n > NAME_MAX_BYTES)
    return err_fail(err, ERR_bad_item, "%s" ERR_SEP "name=value" ERR_SEP "“名称=值”", arg);
  enum item_field f = item_field_of(name);
  const struct item_word *words = f == ITEM_KIND ? item_kinds : f == ITEM_ROLE ? item_roles : NULL;
  if (words && rest.n && !item_word_find(words, rest)) {
    struct buf known = BUF_INIT;
    for (const struct item_word *k = words; k->name; k++)
      buf_printf(&known, "%s%s", known.n ? " | " : "", k->name);
    err_fail(err, ERR_bad_item, "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s", STRF(name),
             STRF(buf_str(&known)), STRF(buf_str(&known)));
    buf_release(&known);
    return false;
  }
  if (f == ITEM_PRICE && rest.n) {
    v.type = V_NUM;
    if (!dec_parse_money(rest, false, &v.num))
      return err_fail(err, ERR_bad_item, "price" ERR_SEP "a number" ERR_SEP "数字");
  } else if (f == ITEM_OTHER && number(rest, &d)) {
    v = (struct value){.type = V_NUM, .num = d};
  } else if (str_is(rest, "true") || str_is(rest, "false")) {
    v = (struct value){.type = V_BOOL, .b = rest.n == 4};
  }
  item_put(b, name, &v);
  return true;
}

static bool change(struct cli *c, struct workspace *w, struct str id, const char *event,
                   struct err *err) {
  struct ev_batch b;
  struct clock *clock = ws_clock(w);
  bool ok = true;
  ev_batch_init(&b);
  item_begin(&b, STR(ITEM_TYPE), id, str_from(event), clock_wall_ms(clock));
  for (int i = 2; ok && i < c->n_args; i++)
    ok = put_word(c, &b, c->args[i], err);
  ok = ok && ws_ingest(w, &b, NULL, err) && ws_checkpoint(w, false, err);
  ev_batch_release(&b);
  return ok;
}

static bool remove_item(struct cli *c, struct workspace *w, struct str id, struct err *err) {
  struct catalogue_item it;
  if (!catalogue_item(w, id, &c->arena, &it, err) || !change(c, w, id, EV_ITEM_DELETE, err))
    return false;
  if (c->json)
    buf_puts(&c->out, "{\"removed\":true}\n");
  else
    buf_printf(&c->out, tr(c, "removed %.*s\n", "已移除 %.*s\n"), STRF(id));
  return true;
}

static bool run(struct cli *c, struct err *err) {
  const char *verb = c->args[0];
  bool lists = strcmp(verb, "list") == 0, shows = strcmp(verb, "show") == 0;
  bool sets = strcmp(verb, "set") == 0, removes = strcmp(verb, "remove") == 0;
  struct workspace *w;
  if (!lists && !shows && !sets && !removes)
    return err_fail(err, ERR_bad_option_value, "item" ERR_SEP "%s" ERR_SEP "list|show|set|remove",
                    verb);
  if (!lists && c->n_args < 2 + sets)
    return err_fail(err, ERR_missing_argument, "item" ERR_SEP "shoal item %s ID%s", verb,
                    sets ? " NAME=VALUE …" : "");
  if (!sets && c->n_args > 2 - lists)
    return err_fail(err, ERR_extra_argument, "item" ERR_SEP "%s", c->args[2 - lists]);
  if (!cli_open(c, sets || removes ? WS_WRITE : WS_READ, &w, err)) return false;
  struct str id = lists ? STR("") : str_from(c->args[1]);
  if (id.n > IDENTITY_MAX_BYTES) id.n = IDENTITY_MAX_BYTES;
  bool ok = lists     ? list(c, w, err)
            : removes ? remove_item(c, w, id, err)
            : shows   ? show(c, w, id, err)
                      : change(c, w, id, EV_ITEM_SET, err) && show(c, w, id, err);
  ws_close(w);
  return ok;
}

const struct cli_command cmd_item = {
    .name = "item",
    .args = "list | show ID | set ID NAME=VALUE … | remove ID",
    .min_args = 1,
    .max_args = 64,
    .en = "The catalogue: list, show, change, remove items",
    .zh = "商品目录：列表、详情、修改、移除",
    .examples = "shoal item list --category tea --role star\n"
                "shoal item set sku-1 name=龙井 price=128.50 role=star\n"
                "shoal import items.csv --map items.yaml",
    .options = options,
    .complete = "list|show|set|remove",
    .run = run,
};
