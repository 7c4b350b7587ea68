/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of uploads and imports: upload → inspect → preview → import. */
#include "api/jobs_int.h"

static const struct shape file_name = TEXT_MAX(1000);
static const struct shape encoding = CHOICE(NULL, "auto|utf-8|gb18030");
static const struct shape format = CHOICE(NULL, "csv|ndjson");
static const struct shape delimiter = TEXT_MAX(8);
static const struct shape limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};

static const struct route_param upload_params[] = {
    {"name", &file_name, "The file's name.", "文件名。"}, {0}};
static const struct route_param inspect_params[] = {
    {"encoding", &encoding, "Instead of the one found.", "指定编码。"},
    {"delimiter", &delimiter, "A character, \\t or blank.", "分隔符、\\t 或 blank。"},
    {"header", &shape_bool, "Whether the first row holds titles.", "首行是否为表头。"},
    {"format", &format, "Instead of the one found.", "指定格式。"},
    {0}};
static const struct route_param page_params[] = {
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {"cursor", &shape_text, "From `next` of the page before.", "上一页的 next。"},
    {0}};

#define IMPORTER                                                                                   \
  .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_IMPORT, .tag = "import"

const struct route import_routes[] = {
    {IMPORTER, .method = HTTP_POST, .path = "/api/w/{workspace}/uploads", .id = "upload",
     .params = upload_params, .upload = true, .body_max = UPLOAD_MAX, .seconds = 3600,
     .response = &shape_upload, .status = 201, .title_en = "Upload a file", .title_zh = "上传文件",
     .help_en =
         "The body is the file's bytes: CSV or NDJSON, plain, .gz or .zst.  It is kept for 24 "
         "hours, or until the import made of it is forgotten.",
     .help_zh = "请求体为文件原始字节：CSV 或 NDJSON，可用 .gz 或 .zst 压缩。保留 24 小时，"
                "导入后随任务一并清理。",
     .run = api_upload},
    {IMPORTER, .method = HTTP_GET, .path = "/api/w/{workspace}/uploads/{id}/inspect",
     .id = "inspectUpload", .params = inspect_params, .response = &shape_look,
     .title_en = "What a file seems to hold, and a guessed mapping",
     .title_zh = "判断文件内容并推测映射", .run = api_inspect_upload},
    {IMPORTER, .method = HTTP_POST, .path = "/api/w/{workspace}/uploads/{id}/preview",
     .id = "previewUpload", .body = &shape_preview_body, .response = &shape_preview,
     .title_en = "How a mapping understands a file", .title_zh = "预览导入效果",
     .help_en =
         "Nothing is imported.  The check reads the file to its end, or to 200,000 rows or 2 "
         "seconds.",
     .help_zh = "不会写入数据。检查会读完整个文件，最多 20 万行或 2 秒。",
     .run = api_preview_upload},
    {IMPORTER, .method = HTTP_DELETE, .path = "/api/w/{workspace}/uploads/{id}",
     .id = "deleteUpload", .title_en = "Remove an upload", .title_zh = "删除上传的文件",
     .run = api_delete_upload},
    {IMPORTER, .method = HTTP_POST, .path = "/api/w/{workspace}/imports", .id = "startImport",
     .body = &shape_import_body, .response = &shape_job, .status = 202, .creates = true,
     .title_en = "Import an upload", .title_zh = "导入上传的文件",
     .help_en =
         "Every row ends as imported, duplicate or rejected.  Rows are recognised by source and "
         "content (or the mapping's id column): importing again adds nothing twice.",
     .help_zh = "每行的结果为已导入、重复或被拒绝。按来源与内容（或映射的 id "
                "列）识别，重复导入不会产生重复数据。",
     .run = api_start_import},
    {.rule = RULE_WORKSPACE,
     .role = ROLE_VIEWER,
     .scope = SCOPE_READ,
     .tag = "import",
     .method = HTTP_GET,
     .path = "/api/w/{workspace}/imports",
     .id = "listImports",
     .params = page_params,
     .response = &shape_import_page,
     .title_en = "Imports so far",
     .title_zh = "导入记录",
     .run = api_list_imports},
    {IMPORTER, .method = HTTP_GET, .path = "/api/w/{workspace}/imports/{id}/rejects",
     .id = "importRejects", .params = page_params, .response = &shape_reject_page,
     .title_en = "Rejected rows of an import", .title_zh = "导入中被拒绝的行",
     .help_en = "As long as the file of rejects is kept: 7 days for imports over HTTP.",
     .help_zh = "在拒绝文件保留期间可查看：通过 HTTP 的导入保留 7 天。", .run = api_import_rejects},
    {0}};
