/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists by name: uploaded values that expressions compare with, as in phone in list("vip-phones").
 *
 * A file holds one value a line; of a CSV file the first column counts, each value once.  Importing
 * again makes the next version, and nothing when the values are the same. */
#include <stdlib.h>

#include "base/intern.h"
#include "base/utf8.h"
#include "cli/cli_int.h"
#include "event/mapping.h"
#include "resource/resource.h"

#define SHOWN_MAX 20

static const struct cli_option options[] = {
    {"title", 0, OPT_TEXT, "TEXT", "import: title shown to people", "import：显示名称", NULL},
    {"header", 0, OPT_FLAG, NULL, "import: the first line is a heading", "import：首行为表头",
     NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static struct str author(void) {
  const char *user = getenv("USER");
  return str_from(user ? user : "cli");
}

/* The first field of a line; in quotes, two of them are one. */
static struct str first_field(struct cli *c, struct str line) {
  struct str s = str_trim(line);
  if (s.n == 0 || s.p[0] != '"') return str_trim(str_cut(&s, ','));
  char *to = arena_alloc(&c->arena, s.n), *p = to;
  for (size_t i = 1; i < s.n; i++) {
    if (s.p[i] == '"' && (i + 1 == s.n || s.p[++i] != '"')) break;
    *p++ = s.p[i];
  }
  return str_of(to, (size_t)(p - to));
}

struct counted {
  struct str first;         /* value of the file */
  uint32_t values, repeats; /* different ones, and how often one came again */
};

static struct counted put_values(struct cli *c, struct str text, struct jw *w) {
  struct counted n = {0};
  struct intern seen;
  bool head = cli_has(c, "header");
  intern_init(&seen, "values of a list");
  if (str_starts(text, STR("\xef\xbb\xbf"))) text = str_of(text.p + 3, text.n - 3);
  jw_key(w, "values"), jw_begin_array(w);
  while (text.n) {
    struct str value = first_field(c, str_cut(&text, '\n'));
    if (value.n && !head) {
      if (intern_find(&seen, value) != INTERN_NONE) {
        n.repeats++;
      } else {
        if (seen.n == 0) n.first = value;
        intern_put(&seen, value);
        jw_str(w, value);
      }
    }
    head = false;
  }
  jw_end_array(w);
  n.values = seen.n;
  intern_release(&seen);
  return n;
}

/* What was saved; and a heading is a value that matches nobody, which is hard to see later. */
static void say_saved(struct cli *c, const char *slug, const struct resource_change *change,
                      struct counted n) {
  if (c->json) {
    buf_printf(&c->out,
               "{\"slug\":\"%s\",\"version\":%u,\"changed\":%s,\"values\":%u,\"repeats\":%u}\n",
               slug, change->new_version, change->what == CHANGE_NONE ? "false" : "true", n.values,
               n.repeats);
  } else {
    buf_printf(&c->out, tr(c, "saved %s, version %u: %u values", "已保存 %s，版本 %u：%u 个值"),
               slug, change->new_version, n.values);
    if (n.repeats)
      buf_printf(&c->out, tr(c, " (%u repeats left out)", "（去掉 %u 个重复）"), n.repeats);
    buf_putc(&c->out, '\n');
  }
  if (!cli_has(c, "header") && n.values > 1 && mapping_title_known(n.first))
    cli_note(c,
             tr(c, "“%.*s” of the first line is on the list. If it is a heading: --header",
                "首行的“%.*s”也在名单里；如果是表头，请加 --header"),
             STRF(n.first));
}

/* Other encodings would become a list of replacement characters that nobody matches. */
static bool read_text(struct cli *c, const char *file, struct str *ret, struct err *err) {
  if (!io_read_all(io_posix(), file, RESOURCE_DOC_MAX, &c->arena, ret, err)) return false;
  return utf8_valid(*ret) || err_fail(err, ERR_row_bad_encoding, NULL);
}

static bool import(struct cli *c, const char *slug, const char *file, struct err *err) {
  struct workspace *w;
  struct buf doc = BUF_INIT;
  struct jw j;
  struct str text;
  struct resource_change *change;
  uint32_t n;
  if (!read_text(c, file, &text, err)) return false;
  jw_init(&j, &doc, 0);
  jw_begin_object(&j);
  jw_key(&j, "kind"), jw_cstr(&j, "list");
  jw_key(&j, "slug"), jw_cstr(&j, slug);
  if (cli_get(c, "title")) jw_key(&j, "title"), jw_cstr(&j, cli_get(c, "title"));
  struct counted counted = put_values(c, text, &j);
  jw_end_object(&j);
  struct resource_source src = {STR("list"), buf_str(&doc)};
  bool ok = cli_open(c, WS_WRITE, &w, err);
  if (ok) {
    ok = resource_apply(w, &src, 1, author(), false, &c->arena, &change, &n, err);
    if (ok) say_saved(c, slug, &change[0], counted);
    ws_close(w);
  }
  buf_release(&doc);
  return ok;
}

static struct str title_of(const struct cli *c, const struct resource *r) {
  struct str t = c->lang == LANG_ZH && r->title_zh.n ? r->title_zh : r->title_en;
  return t.n ? t : r->slug;
}

static bool values_of(struct cli *c, const struct resource *r, const struct json **ret,
                      struct err *err) {
  struct json *doc;
  if (!json_parse(r->doc, &c->arena, &doc, err)) return false;
  *ret = json_get(doc, "values");
  return true;
}

static bool show(struct cli *c, struct workspace *w, const char *slug, struct err *err) {
  struct resource r;
  const struct json *values;
  if (!resource_get(w, STR("list"), str_from(slug), &c->arena, &r, err) ||
      !values_of(c, &r, &values, err))
    return false;
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "slug"), jw_str(&j, r.slug);
    jw_key(&j, "version"), jw_uint(&j, r.version);
    jw_key(&j, "status"), jw_str(&j, r.status);
    jw_key(&j, "values"), jw_uint(&j, values->n);
    jw_key(&j, "document"), jw_raw(&j, r.doc);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  buf_printf(&c->out, "%.*s  (%.*s, %s %u, %u %s)\n", STRF(title_of(c, &r)), STRF(r.slug),
             tr(c, "version", "版本"), r.version, values->n, tr(c, "values", "个值"));
  for (uint32_t i = 0; i < values->n && i < SHOWN_MAX; i++)
    buf_printf(&c->out, "  %.*s\n", STRF(values->items[i].text));
  if (values->n > SHOWN_MAX) buf_puts(&c->out, "  …\n");
  return true;
}

static bool list(struct cli *c, struct workspace *w, struct err *err) {
  struct resource *r;
  struct jw j;
  uint32_t n;
  if (!resource_list(w, STR("list"), &c->arena, &r, &n, err)) return false;
  if (n == 0 && !c->json)
    cli_note(c, "%s",
             tr(c, "No lists yet. Import one: shoal list import vips vips.csv",
                "还没有名单。导入一个：shoal list import vips vips.csv"));
  if (c->json) {
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "lists"), jw_begin_array(&j);
  }
  for (uint32_t i = 0; i < n; i++) {
    const struct json *values;
    if (!values_of(c, &r[i], &values, err)) return false;
    if (!c->json) {
      buf_printf(&c->out, "%.*s  %.*s  %u %s\n", STRF(r[i].slug), STRF(title_of(c, &r[i])),
                 values->n, tr(c, "values", "个值"));
      continue;
    }
    jw_begin_object(&j);
    jw_key(&j, "slug"), jw_str(&j, r[i].slug);
    jw_key(&j, "version"), jw_uint(&j, r[i].version);
    jw_key(&j, "values"), jw_uint(&j, values->n);
    jw_end_object(&j);
  }
  if (c->json) {
    jw_end_array(&j), jw_end_object(&j);
    buf_putc(&c->out, '\n');
  }
  return true;
}

static bool archive(struct cli *c, struct workspace *w, const char *slug, struct err *err) {
  if (!resource_archive(w, STR("list"), str_from(slug), 0, author(), err)) return false;
  if (c->json)
    buf_printf(&c->out, "{\"slug\":\"%s\",\"status\":\"archived\"}\n", slug);
  else
    buf_printf(&c->out, tr(c, "archived %s\n", "已归档 %s\n"), slug);
  return true;
}

static bool run(struct cli *c, struct err *err) {
  const char *verb = c->args[0];
  bool lists = strcmp(verb, "list") == 0, imports = strcmp(verb, "import") == 0;
  bool archives = strcmp(verb, "archive") == 0;
  int want = lists ? 1 : imports ? 3 : 2;
  struct workspace *w;
  if (!lists && !imports && !archives && strcmp(verb, "show") != 0)
    return err_fail(err, ERR_bad_option_value,
                    "list" ERR_SEP "%s" ERR_SEP "list|show|import|archive", verb);
  if (c->n_args < want)
    return err_fail(err, ERR_missing_argument, "list" ERR_SEP "shoal list %s SLUG%s", verb,
                    imports ? " FILE" : "");
  if (c->n_args > want)
    return err_fail(err, ERR_extra_argument, "list" ERR_SEP "%s", c->args[want]);
  if (imports) return import(c, c->args[1], c->args[2], err);
  if (!cli_open(c, archives ? WS_WRITE : WS_READ, &w, err)) return false;
  bool ok = lists      ? list(c, w, err)
            : archives ? archive(c, w, c->args[1], err)
                       : show(c, w, c->args[1], err);
  ws_close(w);
  return ok;
}

const struct cli_command cmd_list = {
    .name = "list",
    .args = "list | show SLUG | import SLUG FILE | archive SLUG",
    .min_args = 1,
    .max_args = 3,
    .en = "Uploaded lists of values: list, show, import, archive",
    .zh = "名单：列表、详情、导入、归档",
    .examples = "shoal list import vip-phones phones.csv --header --title 贵宾手机号\n"
                "shoal query 'phone in list(\"vip-phones\")'",
    .options = options,
    .complete = "list|show|import|archive",
    .run = run,
};
