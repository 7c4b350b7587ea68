/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names: of events, channels, sim_cities, people.
 *
 * Cities weigh what their urban areas weigh (10,000s of people, rounded; statistical yearbooks);
 * those with central heating count as north.  Family names come in their real proportion.  Phone
 * numbers lie in ranges that no operator gives to phones (142, 143), so that nobody can be
 * disturbed.
 */
#include "sim/sim_int.h"

const char sim_pairs[200] = "00010203040506070809"
                            "10111213141516171819"
                            "20212223242526272829"
                            "30313233343536373839"
                            "40414243444546474849"
                            "50515253545556575859"
                            "60616263646566676869"
                            "70717273747576777879"
                            "80818283848586878889"
                            "90919293949596979899";

const char *const sim_channel_names[CH_COUNT] = {
#define CHANNEL(id, zh, joins, visits, app) zh,
#include "sim/channels.def"
#undef CHANNEL
};
const bool sim_channel_is_app[CH_COUNT] = {
#define CHANNEL(id, zh, joins, visits, app) app,
#include "sim/channels.def"
#undef CHANNEL
};
static const double join_parts[CH_COUNT] = {
#define CHANNEL(id, zh, joins, visits, app) joins,
#include "sim/channels.def"
#undef CHANNEL
};
static const double visit_parts[CH_COUNT] = {
#define CHANNEL(id, zh, joins, visits, app) visits,
#include "sim/channels.def"
#undef CHANNEL
};
const char *const sim_kind_names[EV_COUNT] = {
#define KIND(name) #name,
#include "sim/kinds.def"
#undef KIND
};
const char *const sim_coupon_names[COUPON_COUNT] = {"满300减50", "满200减30", "满100减10"};
const uint32_t sim_coupon_rules[COUPON_COUNT][2] = {{30000, 5000}, {20000, 3000}, {10000, 1000}};
const char *const sim_scene_names[SCENE_COUNT] = {"首页", "活动页", "分类页", "会员中心", "直播间"};

enum channel sim_channel_of_join(struct rng *r) {
  return (enum channel)rng_pick(r, join_parts, CH_COUNT, 100);
}
enum channel sim_channel_of_visit(struct rng *r) {
  return (enum channel)rng_pick(r, visit_parts, CH_COUNT, 100);
}

const struct city sim_cities[] = {
    {"上海", "上海", 2200, false},     {"北京", "北京", 1900, true},
    {"深圳", "广东", 1750, false},     {"广州", "广东", 1600, false},
    {"重庆", "重庆", 1650, false},     {"成都", "四川", 1550, false},
    {"天津", "天津", 1100, true},      {"武汉", "湖北", 1050, false},
    {"杭州", "浙江", 1050, false},     {"西安", "陕西", 1030, true},
    {"郑州", "河南", 980, true},       {"东莞", "广东", 960, false},
    {"苏州", "江苏", 920, false},      {"佛山", "广东", 900, false},
    {"南京", "江苏", 800, false},      {"长沙", "湖南", 830, false},
    {"青岛", "山东", 770, true},       {"沈阳", "辽宁", 770, true},
    {"济南", "山东", 690, true},       {"合肥", "安徽", 700, false},
    {"昆明", "云南", 680, false},      {"宁波", "浙江", 620, false},
    {"哈尔滨", "黑龙江", 590, true},   {"长春", "吉林", 560, true},
    {"大连", "辽宁", 550, true},       {"石家庄", "河北", 560, true},
    {"厦门", "福建", 480, false},      {"福州", "福建", 500, false},
    {"南宁", "广西", 520, false},      {"太原", "山西", 480, true},
    {"贵阳", "贵州", 480, false},      {"温州", "浙江", 450, false},
    {"无锡", "江苏", 500, false},      {"乌鲁木齐", "新疆", 390, true},
    {"南昌", "江西", 490, false},      {"常州", "江苏", 400, false},
    {"兰州", "甘肃", 330, true},       {"徐州", "江苏", 340, true},
    {"泉州", "福建", 330, false},      {"惠州", "广东", 380, false},
    {"临沂", "山东", 330, true},       {"海口", "海南", 250, false},
    {"呼和浩特", "内蒙古", 270, true}, {"烟台", "山东", 300, true},
    {"唐山", "河北", 300, true},       {"洛阳", "河南", 290, true},
    {"嘉兴", "浙江", 220, false},      {"金华", "浙江", 240, false},
    {"珠海", "广东", 230, false},      {"中山", "广东", 280, false},
    {"南通", "江苏", 260, false},      {"扬州", "江苏", 170, false},
    {"绍兴", "浙江", 230, false},      {"包头", "内蒙古", 220, true},
    {"银川", "宁夏", 210, true},       {"西宁", "青海", 180, true},
    {"大庆", "黑龙江", 150, true},     {"吉林", "吉林", 170, true},
    {"芜湖", "安徽", 190, false},      {"宜昌", "湖北", 150, false},
    {"拉萨", "西藏", 70, true},        {"三亚", "海南", 90, false},
};

#define CITIES (sizeof sim_cities / sizeof *sim_cities)

double sim_cities_people(void) {
  double sum = 0;
  for (uint32_t i = 0; i < CITIES; i++)
    sum += sim_cities[i].people;
  return sum;
}

uint32_t sim_city_pick(struct rng *r, double people) {
  double x = rng_unit(r) * people;
  for (uint32_t i = 0; i + 1 < CITIES; i++)
    if ((x -= sim_cities[i].people) < 0) return i;
  return CITIES - 1;
}

static const char *const families[] = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱",   "胡",
    "林", "郭", "何", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩",   "曹",
    "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏",   "魏",
    "程", "吕", "丁", "沈", "任", "姚", "卢", "傅", "钟", "姜", "崔", "谭", "廖", "欧阳", "诸葛",
};
static const double family_parts[] = {
    71, 72, 68, 54, 45, 31, 22, 20, 20, 19, 15, 15, 13, 13, 11, 11, 11, 11, 10, 9,
    8,  8,  7,  7,  7,  6,  6,  6,  6,  5,  5,  5,  5,  5,  5,  5,  5,  5,  4,  4,
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  1,  0.2,
};
#define FAMILIES (sizeof families / sizeof *families)

static const char *const given[2][40] = {
    {"伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "明", "超", "浩", "宇", "轩", "子",
     "俊", "博", "文", "志", "建", "国", "华", "鹏", "飞", "斌", "凯", "晨", "泽", "一",
     "佳", "天", "嘉", "睿", "航", "辰", "家", "思", "林", "海", "峰", "龙"},
    {"芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "秀", "燕", "玲", "桂", "丹", "萍",
     "红", "婷", "雪", "琳", "欣", "怡", "梦", "雨", "诗", "涵", "思", "佳", "子", "晓",
     "文", "洁", "颖", "倩", "璐", "瑶", "悦", "琪", "可", "一", "若", "宁"},
};

size_t sim_person_name(struct rng *r, bool female, char out[16]) {
  double sum = 0;
  char *p = out;
  for (uint32_t i = 0; i < FAMILIES; i++)
    sum += family_parts[i];
  p = put_str(p, str_from(families[rng_pick(r, family_parts, FAMILIES, sum)]));
  p = put_str(p, str_from(given[female][rng_below(r, 40)]));
  if (!rng_chance(r, 0.3)) p = put_str(p, str_from(given[female][rng_below(r, 40)]));
  return (size_t)(p - out);
}
