/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options are looked up in two tables, the command's and the global one, and may stand anywhere.
 * Values come from the flag, else from the environment (SHOAL_<NAME>), else the default in the code
 * that asks.  Numbers are checked here, so that a command never sees a bad one.  `--name=value`,
 * `--name value`, `-n value`; `--` ends options. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli_int.h"

const struct cli_option cli_global_options[] = {
    {"data", 'd', OPT_TEXT, "DIR", "where the data live (default: ./shoal-data)",
     "数据目录（默认 ./shoal-data）", NULL},
    {"workspace", 'w', OPT_TEXT, "NAME", "the brand to work on (default: main)",
     "工作区（默认 main）", NULL},
    {"state", 0, OPT_TEXT, "URL",
     "PostgreSQL with the exact state: postgresql://… (default: SQLite in the data directory; "
     "better "
     "in SHOAL_STATE than here, where others see it)",
     "存放精确状态的 PostgreSQL：postgresql://…（默认用数据目录中的 SQLite；建议用 SHOAL_STATE "
     "设置，"
     "命令行参数他人可见）",
     NULL},
    {"json", 0, OPT_FLAG, NULL, "print one JSON object instead of text", "输出一个 JSON 对象",
     NULL},
    {"lang", 0, OPT_TEXT, "en|zh", "language of messages (default: from LANG)",
     "界面语言（默认取自 LANG）", "en|zh"},
    {"threads", 0, OPT_COUNT, "N", "threads to use (default: all processors)",
     "线程数（默认全部处理器）", NULL},
    {"memory", 0, OPT_SIZE, "SIZE", "memory ceiling, e.g. 2g (default: 4g)",
     "内存上限，如 2g（默认 4g）", NULL},
    {"color", 0, OPT_TEXT, "when", "auto, always or never (default: auto)",
     "颜色：auto、always 或 never", "auto|always|never"},
    {"yes", 'y', OPT_FLAG, NULL, "answer yes to every question", "所有询问均回答“是”", NULL},
    {"help", 'h', OPT_FLAG, NULL, "show help", "显示帮助", NULL},
    {"version", 'V', OPT_FLAG, NULL, "show the version", "显示版本", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

/* Options that the environment may set. */
static const char *const from_environment[] = {"data",    "workspace", "state", "lang",
                                               "threads", "memory",    NULL};

bool cli_parse_count(const char *text, uint64_t unit, uint64_t *ret) {
  struct dec d, scaled;
  size_t n = strlen(text);
  uint64_t factor = 1;
  if (n > 1) {
    switch (tolower((unsigned char)text[n - 1])) {
    case 'k':
      factor = unit;
      break;
    case 'm':
      factor = unit * unit;
      break;
    case 'b':
      factor = unit == 1000 ? UINT64_C(1000000000) : 0;
      break;
    case 'g':
      factor = unit * unit * unit;
      break;
    default:
      break;
    }
    if (factor == 0) return false;
    if (factor != 1) n--;
  }
  if (!dec_parse(str_of(text, n), &d) || !dec_mul(d, dec_int((int64_t)factor), &scaled))
    return false;
  scaled = dec_normal(scaled);
  if (scaled.scale != 0 || scaled.m < 0 || scaled.m > INT64_MAX) return false;
  *ret = (uint64_t)scaled.m;
  return true;
}

static bool choice_ok(const char *choices, const char *value) {
  struct str rest = str_from(choices);
  while (rest.n)
    if (str_is(str_cut(&rest, '|'), value)) return true;
  return false;
}

static bool check(const struct cli_option *o, const char *value, struct err *err) {
  uint64_t n;
  if (o->choices && !choice_ok(o->choices, value))
    return err_fail(err, ERR_bad_option_value, "--%s" ERR_SEP "%s" ERR_SEP "%s", o->name, value,
                    o->choices);
  if (o->type == OPT_COUNT && !cli_parse_count(value, 1000, &n))
    return err_fail(err, ERR_bad_option_value, "--%s" ERR_SEP "%s" ERR_SEP "12, 10k, 1.5m", o->name,
                    value);
  if (o->type == OPT_SIZE && !cli_parse_count(value, 1024, &n))
    return err_fail(err, ERR_bad_option_value, "--%s" ERR_SEP "%s" ERR_SEP "512m, 4g", o->name,
                    value);
  return true;
}

static const struct cli_option *find(const struct cli_option *t, struct str name, char letter,
                                     size_t *ret_i) {
  for (size_t i = 0; t && t[i].name; i++)
    if (letter ? t[i].letter == letter : str_is(name, t[i].name)) {
      must(i < CLI_OPTIONS_MAX);
      *ret_i = i;
      return &t[i];
    }
  return NULL;
}

static bool unknown_option(struct cli *c, const char *arg, struct str name, struct err *err) {
  struct str names[2 * CLI_OPTIONS_MAX];
  size_t n = 0;
  for (const struct cli_option *o = cli_global_options; o->name; o++)
    names[n++] = str_from(o->name);
  for (const struct cli_option *o = c->cmd ? c->cmd->options : NULL; o && o->name; o++)
    names[n++] = str_from(o->name);
  int near = str_nearest(name, names, n);
  if (near >= 0)
    return err_fail(err, ERR_unknown_option, "%s" ERR_SEP "--%.*s", arg, STRF(names[near]));
  return err_fail(err, ERR_unknown_option, "%s" ERR_SEP "shoal %s --help", arg,
                  c->cmd ? c->cmd->name : "");
}

/* One option at argv[*i]; moves *i to its last word. */
static bool take_option(struct cli *c, int argc, char **argv, int *i, struct err *err) {
  const char *arg = argv[*i], *eq = NULL;
  struct str name = {0};
  char letter = 0;
  size_t at = 0;
  if (arg[1] == '-') {
    eq = strchr(arg, '=');
    name = eq ? str_of(arg + 2, (size_t)(eq - arg) - 2) : str_from(arg + 2);
  } else {
    letter = arg[1];
    if (arg[2]) return unknown_option(c, arg, str_from(arg + 1), err);
  }
  const char **slot = c->value;
  const struct cli_option *o = find(c->cmd ? c->cmd->options : NULL, name, letter, &at);
  if (!o) {
    o = find(cli_global_options, name, letter, &at);
    slot = c->global_value;
  }
  if (!o) return unknown_option(c, arg, name, err);
  if (o->type == OPT_FLAG) {
    if (eq)
      return err_fail(err, ERR_bad_option_value, "--%s" ERR_SEP "%s" ERR_SEP "%s", o->name, eq + 1,
                      "-");
    slot[at] = "";
    return true;
  }
  const char *value = eq ? eq + 1 : *i + 1 < argc ? argv[++*i] : NULL;
  if (!value) return err_fail(err, ERR_option_needs_value, "--%s" ERR_SEP "%s", o->name, o->arg);
  if (!check(o, value, err)) return false;
  slot[at] = value;
  return true;
}

static bool environment(struct cli *c, struct err *err) {
  for (size_t i = 0; from_environment[i]; i++) {
    char var[40] = "SHOAL_";
    size_t at = 0, n = strlen(var);
    for (const char *p = from_environment[i]; *p; p++)
      var[n++] = (char)toupper((unsigned char)*p);
    const char *value = getenv(var);
    const struct cli_option *o = find(cli_global_options, str_from(from_environment[i]), 0, &at);
    if (!value || !*value || c->global_value[at]) continue;
    if (!check(o, value, err)) return false;
    c->global_value[at] = value;
  }
  return true;
}

/* An option of the command hides a global one of the same name from all that asks for it. */
static void must_hide_none(const struct cli_command *cmd) {
  size_t at;
  for (const struct cli_option *o = cmd->options; o && o->name; o++) {
    must(!find(cli_global_options, str_from(o->name), 0, &at));
    must(!o->letter || !find(cli_global_options, (struct str){0}, o->letter, &at));
  }
}

bool cli_parse(struct cli *c, int argc, char **argv, struct err *err) {
  bool options = true;
  c->args = arena_array(&c->arena, const char *, (size_t)argc + 1);
  /* The command is the first word that is not an option: it decides which options exist. */
  for (int i = 1; i < argc && !c->cmd; i++) {
    size_t at;
    if (argv[i][0] != '-' || argv[i][1] == 0) {
      if (!(c->cmd = cli_command_find(argv[i]))) return cli_unknown_command(argv[i], err);
    } else if (argv[i][1] == '-' ? !strchr(argv[i], '=') : argv[i][2] == 0) {
      const struct cli_option *o = argv[i][1] == '-'
                                       ? find(cli_global_options, str_from(argv[i] + 2), 0, &at)
                                       : find(cli_global_options, (struct str){0}, argv[i][1], &at);
      if (o && o->type != OPT_FLAG) i++;
    }
  }
  if (c->cmd) must_hide_none(c->cmd);
  bool command_seen = false;
  for (int i = 1; i < argc; i++) {
    if (options && strcmp(argv[i], "--") == 0) {
      options = false;
    } else if (options && argv[i][0] == '-' && argv[i][1] && argv[i][1] != '>') { /* -> is text */
      if (!take_option(c, argc, argv, &i, err)) return false;
    } else if (!command_seen) {
      command_seen = true;
    } else {
      c->args[c->n_args++] = argv[i];
    }
  }
  return environment(c, err);
}

const char *cli_get(const struct cli *c, const char *option) {
  size_t at;
  if (find(c->cmd ? c->cmd->options : NULL, str_from(option), 0, &at)) return c->value[at];
  must(find(cli_global_options, str_from(option), 0, &at));
  return c->global_value[at];
}

uint64_t cli_count(const struct cli *c, const char *option, uint64_t otherwise) {
  size_t at;
  const char *text = cli_get(c, option);
  const struct cli_option *o = find(c->cmd ? c->cmd->options : NULL, str_from(option), 0, &at);
  if (!o) o = find(cli_global_options, str_from(option), 0, &at);
  uint64_t n = otherwise;
  if (text) must(cli_parse_count(text, o->type == OPT_SIZE ? 1024 : 1000, &n));
  return n;
}

const void *cli_verb_of(const struct cli *c, const void *rows, size_t n, size_t size,
                        struct err *err) {
  const char *command = c->cmd->name;
  struct buf all = BUF_INIT;
  for (size_t i = 0; i < n; i++) {
    const struct cli_verb *v = (const struct cli_verb *)((const char *)rows + i * size);
    buf_printf(&all, "%s%s", i ? "|" : "", v->name);
    if (strcmp(v->name, c->args[0]) != 0) continue;
    buf_release(&all);
    if (c->n_args - 1 < v->min)
      err_fail(err, ERR_missing_argument, "%s" ERR_SEP "shoal %s %s", command, command, v->usage);
    else if (v->max >= 0 && c->n_args - 1 > v->max)
      err_fail(err, ERR_extra_argument, "%s" ERR_SEP "%s", command, c->args[v->max + 1]);
    else
      return v;
    return NULL;
  }
  err_fail(err, ERR_bad_option_value, "%s" ERR_SEP "%s" ERR_SEP "%.*s", command, c->args[0],
           STRF(buf_str(&all)));
  buf_release(&all);
  return NULL;
}
