/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_int.h"
#include "sim/sim.h"

#define EVENTS_DEFAULT UINT64_C(1000000)
#define DAYS_DEFAULT   548

static const struct cli_option options[] = {
    {"events", 'n', OPT_COUNT, "N", "about so many events: 10k … 1b (default 1m)",
     "事件数，1 万至 10 亿（默认 100 万）", NULL},
    {"people", 'p', OPT_COUNT, "N", "people (default: one per 50 events)",
     "用户数（默认每 50 个事件一人）", NULL},
    {"days", 0, OPT_COUNT, "N", "days of history (default 548)", "历史天数（默认 548）", NULL},
    {"until", 0, OPT_TEXT, "DATE", "last day (default: today)", "最后一天（默认今天）", NULL},
    {"seed", 0, OPT_COUNT, "N", "same seed, same bytes (default 1)",
     "随机种子，相同种子结果相同（默认 1）", NULL},
    {"zone", 0, OPT_TEXT, "ZONE", "time zone of the brand (default Asia/Shanghai)",
     "品牌所在时区（默认 Asia/Shanghai）", NULL},
    {"csv", 0, OPT_FLAG, NULL, "events as flat CSV instead of NDJSON", "事件输出为 CSV 而非 NDJSON",
     NULL},
    {"compress", 0, OPT_FLAG, NULL, "compress events with zstd", "用 zstd 压缩事件文件", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

struct watch {
  struct progress bar;
  const struct cli *c;
};

static bool on_progress(void *ctx, uint64_t events, uint64_t total) {
  struct watch *w = ctx;
  progress_draw(&w->bar, total ? (double)events / (double)total : -1, events,
                tr(w->c, "events", "个事件"));
  return true;
}

static void print(struct cli *c, const struct sim_counts *n) {
  const struct {
    const char *key, *en, *zh;
    uint64_t v;
  } facts[] = {
      {"events", "events", "事件", n->events},     {"people", "people", "用户", n->people},
      {"buyers", "buyers", "购买用户", n->buyers}, {"orders", "orders", "订单", n->orders},
      {"bytes", "bytes", "字节", n->bytes},
  };
  size_t k = sizeof facts / sizeof *facts;
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    for (size_t i = 0; i < k; i++)
      jw_key(&w, facts[i].key), jw_uint(&w, facts[i].v);
    jw_key(&w, "seconds"), jw_double(&w, (double)(int64_t)(n->seconds * 1000 + .5) / 1000);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    return;
  }
  struct table *t = table_new(&c->arena, 2);
  table_head(t, 0, NULL, ALIGN_LEFT);
  table_head(t, 1, NULL, ALIGN_RIGHT);
  for (size_t i = 0; i < k; i++) {
    struct buf b = BUF_INIT;
    put_count(&b, (int64_t)facts[i].v);
    table_cell(t, str_from(tr(c, facts[i].en, facts[i].zh)));
    table_cell(t, buf_str(&b));
    buf_release(&b);
  }
  table_print(c, t, "");
  buf_printf(&c->out,
             tr(c,
                "written to %s; import it with the mappings that lie beside the files (see "
                "%s/README.md)\n",
                "已写入 %s；请用同目录下的映射文件导入（见 %s/README.md）\n"),
             c->args[0], c->args[0]);
}

static bool run(struct cli *c, struct err *err) {
  const char *zone = cli_get(c, "zone"), *until = cli_get(c, "until");
  const struct tz *tz;
  struct watch watch = {.c = c};
  struct sim_counts n;
  int64_t last = clock_wall_ms(c->ws_options.clock);
  if (!tz_load(str_from(zone ? zone : "Asia/Shanghai"), &tz, err)) return false;
  if (until && !time_parse_iso(str_from(until), tz, &last, NULL, err))
    return err_at(err, "--until", 0, 0, 0);
  struct sim_options o = {
      .seed = cli_count(c, "seed", 1),
      .events = cli_count(c, "events", EVENTS_DEFAULT),
      .people = cli_count(c, "people", 0),
      .days = (int32_t)(cli_count(c, "days", DAYS_DEFAULT) & INT32_MAX),
      .end_ms = day_start(tz, day_of(tz, last) + (until ? 1 : 0)),
      .tz = tz,
      .dir = c->args[0],
      .csv = cli_has(c, "csv"),
      .compress = cli_has(c, "compress"),
      .pool = pool_new(c->ws_options.threads),
      .progress = on_progress,
      .ctx = &watch,
  };
  progress_begin(&watch.bar, c);
  bool ok = simulate(&o, &n, err);
  progress_end(&watch.bar);
  pool_free(o.pool);
  if (ok) print(c, &n);
  return ok;
}

const struct cli_command cmd_simulate = {
    .name = "simulate",
    .args = "DIR",
    .min_args = 1,
    .max_args = 1,
    .en = "Make a simulated brand with known truth",
    .zh = "生成一个带真值的模拟品牌",
    .help_en = "Writes events, people, items, the hidden truth of each person, and mappings to "
               "import them.",
    .help_zh = "输出事件、用户、商品、每个用户的隐藏真值，以及导入所需的映射文件。",
    .examples = "shoal simulate brand --events 1m --people 20k\nshoal import brand/events.ndjson "
                "--map brand/events.map.yaml",
    .options = options,
    .complete = "file",
    .run = run,
};
