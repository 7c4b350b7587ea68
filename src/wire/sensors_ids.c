/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sensors names an identity by a key whose constraints its console declares; Shoal by a type whose
 * class and limits idtypes.def knows.  Two tables: keys as they are, and keys with an app or
 * company in the middle, whose name goes behind a colon, as limits hold for each.
 *
 * $identity_wecom_<corpid>_group_id is left out on purpose: a group chat is of many people, and
 * whoever wrote in it would become one person. */
#include "wire/sensors_int.h"

#define PREFIX STR("$identity_")

static const struct {
  struct str key, type; /* key without $identity_ */
} plain[] = {
    {STR("login_id"), STR("user_id")},
    {STR("mobile"), STR("phone")},
    {STR("email"), STR("email")},
    {STR("mp_unionid"), STR("wx_unionid")},
    {STR("ali_userid"), STR("alipay_id")},
    {STR("ali_unionid"), STR("alipay_unionid")},
    {STR("taobao_ouid"), STR("taobao_ouid")},
    {STR("qq_unionid"), STR("qq_unionid")},
    {STR("byte_unionid"), STR("byte_unionid")},
    {STR("jd_openid"), STR("jd_openid")},
    {STR("wecode_userid"), STR("wecode_userid")},
    {STR("cookie_id"), STR("cookie_id")},
    {STR("anonymous_id"), STR("anonymous_id")},
    {STR("mp_id"), STR("mp_id")},
    {STR("ali_mp_id"), STR("ali_mp_id")},
    {STR("baidu_mp_id"), STR("baidu_mp_id")},
    {STR("byte_mp_id"), STR("byte_mp_id")},
    {STR("feishu_mp_id"), STR("feishu_mp_id")},
    {STR("xhs_mp_id"), STR("xhs_mp_id")},
    {STR("android_id"), STR("android_id")},
    {STR("android_uuid"), STR("android_uuid")},
    {STR("idfv"), STR("idfv")},
    {STR("ios_uuid"), STR("ios_uuid")},
    {STR("taobao_uuid"), STR("taobao_uuid")},
    {STR("harmony_uuid"), STR("harmony_uuid")},
};

static const struct {
  struct str before, after, type; /* of the key without $identity_ */
} of_an_app[] = {
    {STR("mp_"), STR("_openid"), STR("wx_openid:")},
    {STR("wecom_"), STR("_external_user_id"), STR("wecom_ext:")},
    {STR("wecom_"), STR("_member_id"), STR("wecom_member:")},
    {STR("taobao_"), STR("_openid"), STR("taobao_openid:")},
    {STR("ali_"), STR("_openid"), STR("alipay_openid:")},
    {STR("qq_"), STR("_openid"), STR("qq_openid:")},
    {STR("baidu_"), STR("_openid"), STR("baidu_openid:")},
};

bool sensors_id_type(struct str key, struct arena *out, struct str *ret_type) {
  if (!str_starts(key, PREFIX)) return false;
  struct str rest = str_of(key.p + PREFIX.n, key.n - PREFIX.n);
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (str_eq(rest, plain[i].key)) {
      *ret_type = plain[i].type;
      return true;
    }
  for (size_t i = 0; i < sizeof of_an_app / sizeof of_an_app[0]; i++) {
    struct str before = of_an_app[i].before, after = of_an_app[i].after;
    if (rest.n <= before.n + after.n || !str_starts(rest, before) || !str_ends(rest, after))
      continue;
    struct str app = str_of(rest.p + before.n, rest.n - before.n - after.n);
    *ret_type = wire_join(out, of_an_app[i].type, app, (struct str){0});
    return true;
  }
  return false;
}

bool sensors_id_split(struct str id, struct arena *out, struct str *ret_type,
                      struct str *ret_value) {
  if (!str_starts(id, PREFIX)) return false;
  struct str value = id, key = str_cut(&value, '+');
  if (key.n == id.n || value.n == 0) return false;
  if (!sensors_id_type(key, out, ret_type)) return false;
  *ret_value = value;
  return true;
}
