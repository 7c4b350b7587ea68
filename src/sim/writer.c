/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events as lines.
 *
 * A line is mostly words known before the first event (names of events, channels, items), so these
 * are joined once into ready pieces and a line is a dozen copies and a few digits; no escaping is
 * needed because every word is our own (sim_writer_new checks).  Lines come in order of time, so
 * the civil date and hour change once a minute and are kept from line to line (struct stamp).
 *
 *   NDJSON  one object an event; an order has its lines in `items`
 *   CSV     one row an event; each line of an order or refund is a row of its own after it, with
 * the id of the order's row and a dot and a number
 */
#include "sim/sim_int.h"

struct writer {
  const struct sim *s;
  bool csv;
  struct str head[EV_COUNT][CH_COUNT]; /* event and channel */
  struct str item[SIM_ITEMS];          /* NDJSON: from "item_id" to "price" */
  struct str item_row[SIM_ITEMS];      /* CSV: item_id,category */
  struct str category[SIM_CATEGORIES];
  struct str series[SIM_ITEMS]; /* words one searches an item by */
  struct str *campaign;         /* NDJSON: ,"campaign":"…" */
};

static void check_word(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    must(s.p[i] != '"' && s.p[i] != '\\' && s.p[i] != ',' && (unsigned char)s.p[i] >= ' ');
}

static struct str until_blank(struct str s) {
  return str_cut(&s, ' ');
}

struct writer *sim_writer_new(const struct sim *s, struct arena *a) {
  struct writer *w = arena_new(a, struct writer);
  const struct catalogue *c = &s->catalogue;
  *w = (struct writer){.s = s, .csv = s->o->csv};
  for (int k = 0; k < EV_COUNT; k++)
    for (int ch = 0; ch < CH_COUNT; ch++)
      w->head[k][ch] = w->csv ? str_from(sim_kind_names[k])
                              : arena_printf(a, "\",\"event\":\"%s\",\"channel\":\"%s\"",
                                             sim_kind_names[k], sim_channel_names[ch]);
  for (uint32_t i = 0; i < SIM_ITEMS; i++) {
    const struct item *item = &c->items[i];
    struct str category = c->categories[item->category].name;
    struct str brand = c->categories[item->category].brand;
    check_word(item->name), check_word(category), check_word(brand);
    w->item[i] = arena_printf(a,
                              "\"item_id\":\"%.*s\",\"item_name\":\"%.*s\",\"category\":\"%.*s\","
                              "\"price\":%u.%02u",
                              STRF(item->id), STRF(item->name), STRF(category), item->cents / 100,
                              item->cents % 100);
    w->item_row[i] = arena_printf(a, "%.*s,%.*s", STRF(item->id), STRF(category));
    w->series[i] = until_blank(item->name);
  }
  for (int k = 0; k < SIM_CATEGORIES; k++)
    w->category[k] = c->categories[k].name;
  w->campaign = arena_array(a, struct str, s->calendar.n_campaigns + 1);
  for (uint32_t i = 0; i < s->calendar.n_campaigns; i++)
    w->campaign[i] = arena_printf(a, ",\"campaign\":\"%.*s\"", STRF(s->calendar.campaigns[i]));
  return w;
}

struct str sim_writer_header(const struct writer *w) {
  if (!w->csv) return (struct str){0};
  return STR("id,time,user,event,order_id,amount,channel,item_id,category,quantity\n");
}

/* ---- the moment ---- */

static void new_minute(const struct writer *w, struct stamp *m, int64_t time) {
  const struct calendar *cal = &w->s->calendar;
  struct civil c = civil_of(cal->tz, time);
  int32_t off = tz_offset_s(cal->tz, time) / 60;
  int32_t abs = off < 0 ? -off : off;
  char *p = put_padded(m->text, (uint64_t)c.year, 4);
  p = put_padded(put_lit(p, "-"), c.month, 2);
  p = put_padded(put_lit(p, "-"), c.day, 2);
  p = put_padded(put_lit(p, "T"), c.hour, 2);
  p = put_padded(put_lit(p, ":"), c.minute, 2);
  p = put_lit(p, ":");
  m->n = (uint32_t)(p - m->text);
  p = m->zone;
  *p++ = off < 0 ? '-' : '+';
  p = put_padded(p, (uint64_t)abs / 60, 2);
  p = put_padded(put_lit(p, ":"), (uint64_t)abs % 60, 2);
  m->zone_n = (uint32_t)(p - m->zone);
  m->campaign = cal->campaign[sim_day(cal, time)];
}

static char *put_time(const struct writer *w, struct stamp *m, int64_t time, char *p) {
  /* Offsets of zones are whole minutes since the 1970s, so seconds are those of UTC. */
  int64_t minute = time / MS_MINUTE, ms = time % MS_MINUTE;
  if (m->n == 0 || minute != m->minute) {
    m->minute = minute;
    new_minute(w, m, time);
  }
  memcpy(p, m->text, 20);
  p = put_padded(p + m->n, (uint64_t)ms / 1000, 2);
  *p++ = '.';
  p = put_padded(p, (uint64_t)ms % 1000, 3);
  memcpy(p, m->zone, 8);
  return p + m->zone_n;
}

/* "o123-4": the order of the person 123 at her moment 4. */
static char *put_order(const struct writer *w, const struct ev *e, char *p) {
  p = put_padded(put_lit(p, "o"), (uint64_t)e->person + 1, w->s->user_digits);
  return put_uint(put_lit(p, "-"), e->order);
}

static struct str words(const struct writer *w, const struct ev *e) {
  const struct category *c = w->s->catalogue.categories;
  uint32_t item = e->line[0].item, k = item / (SIM_SERIES * SIM_SPECS);
  return e->extra == SEARCH_SERIES     ? w->series[item]
         : e->extra == SEARCH_CATEGORY ? w->category[k]
                                       : c[k].brand;
}

/* ---- NDJSON ---- */

static char *put_items(const struct writer *w, const struct ev *e, char *p) {
  p = put_lit(p, ",\"items\":[");
  for (uint32_t i = 0; i < e->lines; i++) {
    p = put_str(put_lit(p, "{"), w->item[e->line[i].item]);
    p = put_uint(put_lit(p, ",\"quantity\":"), e->line[i].quantity);
    p = put_lit(p, "},");
  }
  p[-1] = ']';
  return p;
}

static char *put_sale(const struct writer *w, const struct ev *e, uint16_t campaign, char *p) {
  p = put_order(w, e, put_lit(p, ",\"order_id\":\""));
  p = put_cents(put_lit(p, "\",\"amount\":"), e->cents);
  if (e->kind == EV_order_refunded) return put_items(w, e, p);
  if (e->discount) {
    p = put_cents(put_lit(p, ",\"discount\":"), e->discount);
    p = put_str(put_lit(p, ",\"coupon\":\""), str_from(sim_coupon_names[e->extra]));
    p = put_lit(p, "\"");
  }
  return put_items(w, e, put_str(p, w->campaign[campaign]));
}

static char *put_details(const struct writer *w, const struct stamp *m, const struct ev *e,
                         char *p) {
  static const char *const search_types[] = {"category", "brand", "item"};
  switch ((enum kind)e->kind) {
  case EV_order_completed:
  case EV_order_refunded:
    return put_sale(w, e, m->campaign, p);
  case EV_product_added:
    p = put_str(put_lit(p, ","), w->item[e->line[0].item]);
    return put_uint(put_lit(p, ",\"quantity\":"), e->line[0].quantity);
  case EV_product_viewed:
  case EV_product_removed:
  case EV_product_added_to_wishlist:
  case EV_product_shared:
    return put_str(put_lit(p, ","), w->item[e->line[0].item]);
  case EV_product_reviewed:
    p = put_order(w, e, put_lit(p, ",\"order_id\":\""));
    p = put_uint(put_lit(p, "\",\"rating\":"), e->extra);
    return put_str(put_lit(p, ","), w->item[e->line[0].item]);
  case EV_products_searched:
    p = put_str(put_lit(p, ",\"query\":\""), words(w, e));
    p = put_str(put_lit(p, "\",\"search_type\":\""), str_from(search_types[e->extra]));
    return put_lit(p, "\"");
  case EV_product_list_viewed:
    p = put_str(put_lit(p, ",\"category\":\""),
                w->category[e->line[0].item / (SIM_SERIES * SIM_SPECS)]);
    return put_lit(p, "\"");
  case EV_page_viewed:
    p = put_str(put_lit(p, ",\"scene\":\""), str_from(sim_scene_names[e->extra]));
    return put_lit(p, "\"");
  case EV_checkout_started:
    return put_cents(put_lit(p, ",\"amount\":"), e->cents);
  case EV_promotion_viewed:
  case EV_promotion_clicked:
    return put_str(p, w->campaign[m->campaign]);
  case EV_message_sent:
  case EV_message_opened:
  case EV_message_clicked:
    return put_str(p, w->campaign[e->campaign]);
  default:
    return p;
  }
}

static char *put_json(const struct writer *w, struct stamp *m, uint64_t id, const struct ev *e,
                      char *p) {
  p = put_uint(put_lit(p, "{\"id\":\"e"), id);
  p = put_time(w, m, e->time, put_lit(p, "\",\"time\":\""));
  p = put_user(w->s, put_lit(p, "\",\"user\":\""), e->person);
  p = put_str(p, w->head[e->kind][e->channel]);
  p = put_details(w, m, e, p);
  return put_lit(p, "}\n");
}

/* ---- CSV ---- */

enum has { HAS_ORDER = 1, HAS_AMOUNT = 2, HAS_ITEM = 4, HAS_QUANTITY = 8, HAS_CATEGORY = 16 };
static const uint8_t has[EV_COUNT] = {
    [EV_product_list_viewed] = HAS_CATEGORY,       [EV_product_viewed] = HAS_ITEM,
    [EV_product_added] = HAS_ITEM | HAS_QUANTITY,  [EV_product_removed] = HAS_ITEM,
    [EV_product_added_to_wishlist] = HAS_ITEM,     [EV_product_shared] = HAS_ITEM,
    [EV_product_reviewed] = HAS_ORDER | HAS_ITEM,  [EV_checkout_started] = HAS_AMOUNT,
    [EV_order_completed] = HAS_ORDER | HAS_AMOUNT, [EV_order_refunded] = HAS_ORDER | HAS_AMOUNT,
};

static char *put_row(const struct writer *w, struct stamp *m, const struct ev *e, struct str event,
                     unsigned what, const struct line *line, uint32_t cents, char *p) {
  p = put_time(w, m, e->time, put_lit(p, ","));
  p = put_user(w->s, put_lit(p, ","), e->person);
  p = put_str(put_lit(p, ","), event);
  p = put_lit(p, ",");
  if (what & HAS_ORDER) p = put_order(w, e, p);
  p = put_lit(p, ",");
  if (what & HAS_AMOUNT) p = put_cents(p, cents);
  p = put_str(put_lit(p, ","), str_from(sim_channel_names[e->channel]));
  p = put_lit(p, ",");
  if (what & HAS_ITEM)
    p = put_str(p, w->item_row[line->item]);
  else if (what & HAS_CATEGORY)
    p = put_str(put_lit(p, ","), w->category[line->item / (SIM_SERIES * SIM_SPECS)]);
  else
    p = put_lit(p, ",");
  p = put_lit(p, ",");
  if (what & HAS_QUANTITY) p = put_uint(p, line->quantity);
  return put_lit(p, "\n");
}

static char *put_csv(const struct writer *w, struct stamp *m, uint64_t id, const struct ev *e,
                     char *p) {
  p = put_uint(put_lit(p, "e"), id);
  p = put_row(w, m, e, w->head[e->kind][0], has[e->kind], &e->line[0], e->cents, p);
  bool refund = e->kind == EV_order_refunded;
  if (!refund && e->kind != EV_order_completed) return p;
  struct str event = refund ? STR("order_item_refunded") : STR("order_item");
  for (uint32_t i = 0; i < e->lines; i++) {
    const struct line *l = &e->line[i];
    p = put_uint(put_lit(p, "e"), id);
    p = put_uint(put_lit(p, "."), i + 1);
    p = put_row(w, m, e, event, HAS_ORDER | HAS_AMOUNT | HAS_ITEM | HAS_QUANTITY, l,
                w->s->catalogue.items[l->item].cents * l->quantity, p);
  }
  return p;
}

char *sim_writer_put(const struct writer *w, struct stamp *m, uint64_t id, const struct ev *e,
                     char *p) {
  return w->csv ? put_csv(w, m, id, e, p) : put_json(w, m, id, e, p);
}
