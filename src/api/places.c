/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists to choose from: time zones of this machine, currencies. */
#include "api/api_int.h"
#include "base/io.h"

static const struct shape_field zone_fields[] = {MUST("items", shape_texts, NULL, NULL), {0}};
static const struct shape zone_list = OBJECT(NULL, zone_fields, NULL, NULL);

static const struct shape_field currency_fields[] = {
    MUST("code", shape_text, NULL, NULL), MUST("name", shape_title, NULL, NULL), {0}};
static const struct shape currency = OBJECT(NULL, currency_fields, NULL, NULL);
static const struct shape currencies = LIST(currency);
static const struct shape_field currency_list_fields[] = {MUST("items", currencies, NULL, NULL),
                                                          {0}};
static const struct shape currency_list = OBJECT(NULL, currency_list_fields, NULL, NULL);

static bool run_zones(struct call *c, struct err *err) {
  struct str *names;
  uint32_t n;
  if (!tz_list(c->arena, &names, &n, err)) return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    jw_str(&c->out, names[i]);
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

static const struct {
  const char *code, *en, *zh;
} known[] = {
#define C(code, en, zh) {#code, en, zh},
#include "api/currencies.def"
#undef C
};

static bool run_currencies(struct call *c, struct err *err) {
  jw_begin_object(&c->out);
  jw_key(&c->out, "items");
  jw_begin_array(&c->out);
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    jw_begin_object(&c->out);
    jw_key(&c->out, "code"), jw_cstr(&c->out, known[i].code);
    jw_key(&c->out, "name"), put_title(&c->out, str_from(known[i].en), str_from(known[i].zh));
    jw_end_object(&c->out);
  }
  jw_end_array(&c->out);
  jw_end_object(&c->out);
  return true;
}

const struct route place_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/zones",
     .id = "listZones",
     .tag = "server",
     .rule = RULE_SIGNED_IN,
     .response = &zone_list,
     .title_en = "Time zones",
     .title_zh = "时区列表",
     .run = run_zones},
    {.method = HTTP_GET,
     .path = "/api/currencies",
     .id = "listCurrencies",
     .tag = "server",
     .rule = RULE_SIGNED_IN,
     .response = &currency_list,
     .title_en = "Currencies",
     .title_zh = "币种列表",
     .help_en = "Those with a name here; a workspace takes any code of ISO 4217.",
     .help_zh = "此处列出有名称的币种；工作区可使用任何 ISO 4217 代码。",
     .run = run_currencies},
    {0},
};
