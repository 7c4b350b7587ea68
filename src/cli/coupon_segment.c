/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal coupon segment KIND EXPRESSION`: one coupon for everybody it holds for, but for those whom
 * the kind holds out.  With the same --key it goes on where it was. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/id.h"
#include "base/panic.h"
#include "cli/coupons.h"
#include "loyalty/coupon.h"
#include "resource/resource.h"

static bool people_of(struct cli *c, struct workspace *w, struct str expression,
                      roaring_bitmap_t **ret, struct err *err) {
  struct snapshot *n = ws_snapshot(w);
  struct names_env *names = NULL;
  struct query_limits limits = {.memory = ws_memory(w)};
  struct query_output *o;
  struct query_expr e = {.as_of = clock_wall_ms(ws_clock(w))};
  struct node *tree;
  bool ok = names_env_new(w, n, &names, err);
  if (ok) {
    struct classification_env env = names_env_classes(names, &limits);
    ok = lang_parse(expression, &c->arena, &tree, err) &&
         lang_resolve(tree, names_env_lang(names), LT_BOOL, &c->arena, err);
    e.tree = ok ? tree : NULL;
    ok = ok && expressions_run(&e, 1, n, &env, &c->arena, &o, err);
    if (ok) {
      *ret = o[0].set;
      o[0].set = NULL;
      query_outputs_release(o, 1);
    }
    names_env_free(names);
  }
  snapshot_free(n);
  return ok;
}

static bool give(struct cli *c, struct loyalty *l, const uint32_t *all, uint64_t n,
                 struct coupon_batch *b, struct err *err) {
  const char *key = cli_get(c, "key");
  struct str id = key ? str_from(key) : id_new("cbt_", &c->arena);
  bool ok = coupon_batch_begin(l, id, str_from(c->args[1]), COUPON_TO_SEGMENT, (int64_t)n,
                               XXH3_64bits(all, n * sizeof *all), &c->arena, b, err);
  while (ok && b->done < b->targets) {
    int64_t left = b->targets - b->done;
    ok = coupon_batch_people(l, b, all + b->done,
                             left < COUPON_BATCH_STEP ? (uint32_t)left : COUPON_BATCH_STEP, err);
  }
  return ok;
}

bool coupon_segment_verb(struct cli *c, struct loyalty *l, struct err *err) {
  roaring_bitmap_t *set;
  struct coupon_batch b;
  if (!people_of(c, loyalty_workspace(l), str_from(c->args[2]), &set, err)) return false;
  uint64_t n = roaring_bitmap_get_cardinality(set);
  uint32_t *all = must_malloc((n + 1) * sizeof *all);
  roaring_bitmap_to_uint32_array(set, all);
  roaring_bitmap_free(set);
  bool ok = give(c, l, all, n, &b, err);
  free(all);
  if (ok)
    buf_printf(&c->out,
               c->json ? "{\"batch\":\"%.*s\",\"targets\":%lld,\"issued\":%lld,\"held_out\":%lld,"
                         "\"refused\":%lld}\n"
                       : tr(c, "%.*s: %lld people, %lld issued, %lld held out, %lld refused\n",
                            "%.*s：%lld 人，发放 %lld，留出 %lld，被限额拒绝 %lld\n"),
               STRF(b.id), (long long)b.targets, (long long)b.issued, (long long)b.held_out,
               (long long)b.refused);
  return ok;
}
