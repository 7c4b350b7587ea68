/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes of points as money in orders. */
#include "api/checkout.h"
#include "loyalty/checkout.h"

// clang-format off
static const struct shape id = {.kind = SHAPE_TEXT, .min = 1, .max = 255}, order = {.kind = SHAPE_TEXT, .min = 1, .max = CHECKOUT_ORDER_MAX};
static const struct shape quantity = {.kind = SHAPE_INT, .min = 1, .max = QUOTE_QUANTITY_MAX};
static const struct shape amount = {.kind = SHAPE_TEXT, .min = 1, .max = 32};
static const struct shape status = CHOICE(NULL, "reserved|redeemed|released|lapsed|returned");

static const struct shape_field line_fields[] = {
    MUST("line", shape_text, "Empty: shipping.", "为空表示运费。"),
    MUST("quantity", shape_count, NULL, NULL),
    MUST("returned", shape_count, "Units that were returned.", "已退件数。"),
    MUST("pay", shape_decimal, "To be paid for it after coupons.", "券后应付。"),
    MUST("money", shape_decimal, "Of that, paid with points.", "其中积分抵扣的金额。"),
    MUST("points", shape_decimal, NULL, NULL), {0}};
static const struct shape line = OBJECT("OrderPointsLine", line_fields, NULL, NULL);
static const struct shape lines = LIST(line);
static const struct shape_field points_fields[] = {
    MUST("order", shape_text, NULL, NULL),
    MUST("currency", shape_slug, NULL, NULL),
    MUST("status", status, "lapsed: the reservation was over by itself.", "lapsed 表示锁定到期自动释放。"),
    MUST("points", shape_decimal, NULL, NULL),
    MUST("money", shape_decimal, "What they pay.", "抵扣金额。"),
    MUST("points_back", shape_decimal, "Given back of them.", "已退回的积分。"),
    MUST("money_back", shape_decimal, NULL, NULL),
    MUST_OR_NULL("freeze", shape_int, "Ledger transaction that froze them.", "冻结的账务流水。"),
    MUST_OR_NULL("spend", shape_int, "Ledger transaction that spent them.", "消费的账务流水。"),
    MUST("at", shape_time, NULL, NULL),
    MUST_OR_NULL("reserved_until", shape_time, NULL, NULL),
    MUST("lines", lines, NULL, NULL), {0}};
const struct shape shape_order_points = OBJECT("OrderPoints", points_fields, "What an order uses of points.", "订单使用的积分。");

static const struct shape_field ask_line_fields[] = {
    MUST("line", id, "Its id, as in the quote.", "行编号，与试算一致。"),
    MUST("quantity", quantity, NULL, NULL),
    MUST("pay", shape_decimal, "To be paid for it after coupons, as the quote says.", "券后应付，以试算结果为准。"),
    MAY("item", id, "Item of the catalogue.", "商品编号。"),
    MAY("category", id, NULL, NULL),
    MAY("brand", id, NULL, NULL), {0}};
static const struct shape ask_line = OBJECT("OrderLineGiven", ask_line_fields, NULL, NULL);
static const struct shape ask_lines = LIST_MAX(ask_line, QUOTE_LINES_MAX);
static const struct shape_field ask_fields[] = {
    MAY("currency", shape_slug, "Absent: the only one that is money at checkout.", "只有一种币种可用于抵扣时可省略。"),
    MUST("amount", amount, "So many, or max.  What is worth nothing more is not taken.", "使用数量，或 max。不会多收无法抵扣的积分。"),
    MUST("lines", ask_lines, "The order: points are shared among them.", "订单各行，积分在其间分摊。"),
    MAY("shipping", shape_decimal, "To be paid for it after coupons.", "券后运费。"), {0}};
const struct shape shape_points_ask = OBJECT("OrderPointsGiven", ask_fields, "Points that pay for an order.", "用于抵扣订单的积分。");

static const struct shape_field back_fields[] = {MUST("line", id, NULL, NULL), MUST("quantity", quantity, NULL, NULL), {0}};
static const struct shape back = OBJECT("OrderLineReturned", back_fields, NULL, NULL);
static const struct shape backs = LIST_MAX(back, QUOTE_LINES_MAX);
static const struct shape_field return_fields[] = {
    MUST("order", order, NULL, NULL),
    MUST("lines", backs, "Units that are returned now.", "本次退回的件数。"),
    MAY("shipping", shape_bool, "Shipping is given back too.", "同时退运费。"), {0}};
const struct shape shape_points_return = OBJECT("OrderPointsReturn", return_fields, NULL, NULL);
