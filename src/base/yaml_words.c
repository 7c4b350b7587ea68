/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What libyaml says, in Chinese: its sentences are few, and people who write resources by hand read
 * them.  What is not here stays English; a test goes through what broken documents give. */
#include <string.h>

#include "base/json_int.h"

static const char *const words[][2] = {
    {"while parsing a block collection", "解析列表时"},
    {"while parsing a block mapping", "解析映射时"},
    {"while parsing a block node", "解析节点时"},
    {"while parsing a flow mapping", "解析 {…} 时"},
    {"while parsing a flow node", "解析节点时"},
    {"while parsing a flow sequence", "解析 […] 时"},
    {"while parsing a node", "解析节点时"},
    {"while parsing a quoted scalar", "解析带引号的文本时"},
    {"while scanning a block scalar", "读取多行文本时"},
    {"while scanning a directive", "读取指令时"},
    {"while scanning a plain scalar", "读取文本时"},
    {"while scanning a quoted scalar", "读取带引号的文本时"},
    {"while scanning a simple key", "读取键时"},
    {"while scanning a tag", "读取标签时"},
    {"while scanning an alias", "读取别名时"},
    {"while scanning an anchor", "读取锚点时"},
    {"while scanning for the next token", "读取下一个符号时"},
    {"block sequence entries are not allowed in this context", "此处不能出现列表项"},
    {"control characters are not allowed", "不能包含控制字符"},
    {"could not find expected ':'", "缺少冒号"},
    {"did not find expected ',' or ']'", "缺少逗号或右方括号"},
    {"did not find expected ',' or '}'", "缺少逗号或右花括号"},
    {"did not find expected '-' indicator", "缺少“-”，请检查缩进"},
    {"did not find expected <document start>", "文档在此处应已结束"},
    {"did not find expected alphabetic or numeric character", "缺少字母或数字"},
    {"did not find expected comment or line break", "此处应为注释或换行"},
    {"did not find expected hexdecimal number", "缺少十六进制数"},
    {"did not find expected key", "缺少键，请检查缩进"},
    {"did not find expected node content", "缺少内容"},
    {"did not find expected whitespace or line break", "缺少空格或换行"},
    {"found a tab character that violates indentation", "缩进不能使用制表符"},
    {"found a tab character where an indentation space is expected", "缩进须用空格，不能用制表符"},
    {"found an indentation indicator equal to 0", "缩进标记不能为 0"},
    {"found character that cannot start any token", "此字符不能出现在开头，请为文本加引号"},
    {"found invalid Unicode character escape code", "无效的 Unicode 转义"},
    {"found undefined tag handle", "未知的标签前缀"},
    {"found unexpected ':'", "多余的冒号"},
    {"found unexpected document indicator", "多余的文档分隔符"},
    {"found unexpected end of stream", "内容提前结束"},
    {"found unknown directive name", "未知的指令"},
    {"found unknown escape character", "未知的转义字符"},
    {"mapping keys are not allowed in this context", "此处不能出现键"},
    {"mapping values are not allowed in this context", "此处不能出现冒号，请检查缩进或加引号"},
    /* Our own. */
    {"U+0000 is not allowed in strings", "文本中不能包含 U+0000"},
    {"this tag does not fit the value or is not known", "标签未知，或与值不符"},
    {"a key must be a word or a text, not a list or mapping", "键须为文本，不能是列表或映射"},
    {"merge keys (<<) are not supported", "不支持合并键（<<）"},
    {"this tag is not known", "未知的标签"},
    {"anchors and aliases (& and *) are not supported", "不支持锚点与别名（& 和 *）"},
    {"only one document is expected", "只能有一个文档"},
    {"not understood", "无法识别"},
};

const char *yaml_words_zh(const char *en) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], en) == 0) return words[i][1];
  return en;
}
