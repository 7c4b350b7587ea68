#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: over HTTP, from files, from the shell; after kill -9, rebuild and erase."""
import json
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from server import Server  # noqa: E402
from shoal import Temp, check, equal, main, shoal  # noqa: E402

C = "/api/w/tea/catalogue"


def ids(page):
    return [i["id"] for i in page["items"]]


def everything(c, **filters):
    out, page = [], {}
    while page is not None:
        a = c.ok("GET", C + "/items", query=dict(filters, limit=2, **page))
        out += ids(a)
        page = {"cursor": a["next"]} if a["next"] else None
        total = a["total"]
    equal(total, len(out), "total of %s" % filters)
    return out


def items_one_by_one():
    with Temp() as d, Server(d / "data") as s:
        s.workspace("tea")
        c = s.owner
        made = c.ok("PUT", C + "/items/sku-1", {"name": "龙井", "category": "green", "brand": "西湖", "price": "128.50", "kind": "product", "role": "star", "tags": ["新品", "春茶"], "properties": {"grade": "特级", "weight": 250, "gift": True}})
        equal(made, {"id": "sku-1", "name": "龙井", "category": "green", "brand": "西湖", "price": "128.50", "kind": "product", "role": "star", "active": True,
                     "tags": ["新品", "春茶"], "properties": {"grade": "特级", "weight": 250, "gift": True}}, "made")
        equal(c.ok("GET", C + "/items/sku-1"), made, "read back")
        after = c.ok("PATCH", C + "/items/sku-1", {"price": "99", "role": None, "active": False, "properties": {"grade": None, "year": "2026"}})
        equal((after["price"], after["role"], after["active"], after["name"]), ("99", None, False, "龙井"), "patched")
        equal(after["properties"], {"weight": 250, "gift": True, "year": "2026"}, "properties")
        put = c.ok("PUT", C + "/items/sku-1", {"name": "Longjing"})
        equal((put["category"], put["price"], put["active"], put["properties"], put["tags"]), (None, None, True, {}, []), "put replaces")
        c.ok("DELETE", C + "/items/sku-1", status=204)
        for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"name": "x"})):
            c.refused(404, "unknown_item", method, C + "/items/sku-1", body)
        equal(c.ok("GET", C)["items"], 0, "gone")
        equal(c.ok("PUT", C + "/items/sku-1", {"brand": "B"})["brand"], "B", "back again")
        for body in ({"price": "-1"}, {"price": "dear"}, {"role": "hero"}, {"kind": "thing"}, {"tags": ["a,b"]}, {"properties": {"price": 1}}, {"properties": {"x": {}}}, {"colour": "red"}):
            check(c.request("PUT", C + "/items/sku-2", body).status == 422, "refused: %s" % body)
        c.refused(422, "bad_item", "PUT", C + "/items/" + "x" * 256, {})
        actions = [a["action"] for a in c.ok("GET", "/api/w/tea/audit")["items"]]
        check("item.changed" in actions and "item.removed" in actions, "audit: %s" % actions)


def many_items_and_their_tree():
    with Temp() as d, Server(d / "data") as s:
        s.workspace("tea")
        c = s.owner
        tree = [{"id": "tea", "name": "茶"}, {"id": "green", "parent": "tea", "name": "绿茶"}, {"id": "black", "parent": "tea"}, {"id": "ware", "name": "茶具"}]
        equal([(x["id"], x["depth"], x["name"]) for x in c.ok("PUT", C + "/categories", {"items": tree})["items"]],
              [("tea", 0, "茶"), ("green", 1, "绿茶"), ("black", 1, "black"), ("ware", 0, "茶具")], "tree")
        got = c.ok("POST", C + "/items", {"items": [
            {"id": "a1", "name": "Longjing", "category": "green", "brand": "West", "price": "128", "role": "star"},
            {"id": "a2", "name": "Keemun 100%", "category": "black", "brand": "West", "price": "88.00", "role": "traffic"},
            {"id": "a3", "name": "Pot", "category": "ware", "brand": "Jing", "kind": "product", "active": False},
            {"id": "a4", "name": "How to brew", "category": "lessons", "kind": "tutorial"},
            {"id": "a5", "category": "tea"}]})
        equal(got["items"], 5, "taken")
        equal(everything(c), ["a1", "a2", "a3", "a4", "a5"], "all")
        equal(everything(c, category="tea"), ["a1", "a2", "a5"], "with sub-categories")
        equal(everything(c, category="green"), ["a1"], "leaf")
        equal(everything(c, brand="West", role="star"), ["a1"], "both")
        equal(everything(c, active="false"), ["a3"], "off offer")
        equal(everything(c, kind="tutorial"), ["a4"], "kind")
        equal(everything(c, q="LONG"), ["a1"], "name")
        equal(everything(c, q="100%"), ["a2"], "signs are literal")
        equal(everything(c, q="_"), [], "no wildcard")
        equal([(x["id"], x["items"], x["listed"]) for x in c.ok("GET", C + "/categories")["items"]],
              [("tea", 1, True), ("green", 1, True), ("black", 1, True), ("ware", 1, True), ("lessons", 1, False)], "counts")
        equal(c.ok("GET", C + "/brands")["items"], [{"name": "West", "items": 2}, {"name": "Jing", "items": 1}], "brands")
        c.ok("PUT", C + "/categories", {"items": [{"id": "ware"}, {"id": "green", "parent": "ware"}]})
        equal(everything(c, category="ware"), ["a1", "a3"], "moved")
        equal([x["id"] for x in c.ok("GET", C + "/categories")["items"] if x["listed"]], ["ware", "green"], "replaced")
        c.refused(422, "category_cycle", "PUT", C + "/categories", {"items": [{"id": "x", "parent": "y"}, {"id": "y", "parent": "x"}]})
        c.refused(422, "bad_item", "PUT", C + "/categories", {"items": [{"id": "x"}, {"id": "x"}]})
        c.refused(422, "bad_item", "PUT", C + "/categories", {"items": [{"id": "x", "parent": "nowhere"}]})
        check(c.request("POST", C + "/items", {"items": [{"id": "z%d" % i} for i in range(1001)]}).status == 422, "1,001 at once")
        c.refused(422, "bad_item", "POST", C + "/items", {"items": [{"id": "ok"}, {"id": " bad"}]})
        equal(everything(c, q="ok"), [], "all or none")


def from_a_file_and_through_death():
    csv = "商品编码,商品名称,类目,品牌,售价,角色,季节\n001,围巾,配饰,暖,64.50,引流品,冬\n002,羽绒服,服饰,暖,899,明星品,冬\n002,,,,799,,\n"
    yaml = "kind: items\nsource: erp\nformat: csv\ncolumns: {item_id: 商品编码, category: 类目}\nproperties: {item_name: 商品名称, brand: 品牌, price: {column: 售价, type: number}, role: 角色}\n"
    with Temp() as d:
        s = Server(d / "data").start()
        s.workspace("tea")
        c = s.owner
        u = c.ok("POST", "/api/w/tea/uploads", raw=csv.encode(), query={"name": "items.csv"}, type="application/octet-stream")
        job = c.ok("POST", "/api/w/tea/imports", {"upload": u["id"], "yaml": yaml}, 202)
        equal(s.wait_job(c, "tea", job)["status"], "done", "import")
        coat = c.ok("GET", C + "/items/002")
        equal((coat["name"], coat["price"], coat["role"], coat["properties"]), ("羽绒服", "799", "star", {"季节": "冬"}), "newest property by property")
        equal(everything(c, role="traffic"), ["001"], "a role said in Chinese")
        c.ok("PATCH", C + "/items/001", {"price": "59.90"})
        c.ok("DELETE", C + "/items/002", status=204)
        c.ok("PUT", C + "/categories", {"items": [{"id": "配饰", "name": "Accessories"}]})
        was = c.ok("GET", C + "/items")
        s.stop(signal.SIGKILL)
        for step in ("killed", "rebuilt"):
            with Server(d / "data") as s:
                equal(s.owner.ok("GET", C + "/items"), was, step)
                equal(s.owner.ok("GET", C + "/categories")["items"][0]["name"], "Accessories", step)
                s.owner.refused(404, "unknown_item", "GET", C + "/items/002")
            shoal(d / "data", "-w", "tea", "rebuild")


ORDERS = """kind: events
source: shop
format: ndjson
columns: {person: user, time: time, event: event, amount: amount, item_id: item, category: cat}
"""


def asked_by_what_items_are():
    rows = [("ann", "a1", "green", 128), ("ann", "a2", "black", 88), ("bob", "a2", "black", 80), ("cid", "a3", "ware", 30), ("dan", "zz", "green", 5), ("eve", None, None, 7)]
    text = "".join(json.dumps({k: v for k, v in {"user": u, "time": "2026-01-0%dT10:00:00+08:00" % (i + 1), "event": "order_item", "amount": a, "item": item, "cat": cat}.items() if v is not None}) + "\n"
                   for i, (u, item, cat, a) in enumerate(rows))
    with Temp() as d:
        with Server(d / "data") as s:
            s.workspace("tea")
            c = s.owner
            u = c.ok("POST", "/api/w/tea/uploads", raw=text.encode(), query={"name": "rows.ndjson"}, type="application/octet-stream")
            equal(s.wait_job(c, "tea", c.ok("POST", "/api/w/tea/imports", {"upload": u["id"], "yaml": ORDERS}, 202))["status"], "done", "import")

            def people(expression):
                return sorted(p["id"] for p in c.ok("POST", "/api/w/tea/questions/people", {"expression": expression})["items"])

            equal(people('did(order_item where item.role = "star")'), [], "no catalogue yet")
            c.refused(422, "unknown_name", "POST", "/api/w/tea/questions/count", {"expression": "did(order_item where item.season exists)"})
            c.ok("PUT", C + "/categories", {"items": [{"id": "tea", "name": "茶"}, {"id": "green", "parent": "tea", "name": "绿茶"}, {"id": "black", "parent": "tea"}, {"id": "ware"}]})
            c.ok("POST", C + "/items", {"items": [{"id": "a1", "name": "龙井", "category": "green", "price": "128", "role": "star", "properties": {"season": "spring"}},
                                                  {"id": "a2", "name": "祁门", "category": "black", "price": "88", "role": "traffic"}, {"id": "a3", "category": "ware", "active": False}]})
            for expression, who in (('did(order_item where item.role = "star")', ["ann"]), ('did(order_item where item.role = "引流品")', ["ann", "bob"]),
                                    ("did(order_item where item.price >= 88)", ["ann", "bob"]), ("did(order_item where item.price between 100 and 200)", ["ann"]),
                                    ('did(order_item where item.category in category("茶"))', ["ann", "bob"]), ('did(order_item where category in category("tea"))', ["ann", "bob", "dan"]),
                                    ("did(order_item where not item.active)", ["cid", "dan", "eve"]), ("did(order_item where item.active = false)", ["cid"]),
                                    ("did(order_item where item.price not exists)", ["cid", "dan", "eve"]), ('did(order_item where item.season = "spring")', ["ann"]),
                                    ('sum(order_item.amount where item.role in ("star", "traffic")) > 100', ["ann"])):
                equal(people(expression), who, expression)
            c.ok("PATCH", C + "/items/a2", {"role": "star"})
            equal(people('did(order_item where item.role = "star")'), ["ann", "bob"], "as it is now")
            for e, code in (("item.price > 3", "item_outside"), ("did(* where item.price > amount)", "item_constant"), ('did(* where item.role = "hero")', "unknown_name"), ('did(* where category in category("wine"))', "unknown_name")):
                c.refused(422, code, "POST", "/api/w/tea/questions/count", {"expression": e})
            said = c.ok("POST", "/api/w/tea/questions/parse", {"expression": 'did(order_item where item.category in category("tea") and item.price > 50)'})
            check("茶" in json.dumps(said, ensure_ascii=False), "explained by name")
            trend = c.ok("POST", "/api/w/tea/questions/trend", {"series": ["order_item"], "grain": "none", "range": {"from": "2026-01-01", "to": "2026-01-31"}, "by": {"property": "item_id"}})
            equal({g["label"]: g.get("name") for g in trend["groups"] if g["kind"] == "value"}, {"a1": "龙井", "a2": "祁门", "a3": None, "zz": None, None: None}, "groups by name")
            funnel = c.ok("POST", "/api/w/tea/questions/funnel", {"steps": ["order_item"], "range": {"from": "2026-01-01", "to": "2026-01-31"}, "by": {"property": "category", "step": 1}})
            equal({g["label"]: g.get("name") for g in funnel["groups"] if g["label"]}, {"green": "绿茶", "black": None, "ware": None}, "categories by name")
            january = {"range": {"from": "2026-01-01", "to": "2026-01-31"}}

            def by(kind, field, **more):
                q = dict({"by": {"property": field}, **january}, **more)
                return {g["label"]: g.get("name") for g in c.ok("POST", "/api/w/tea/questions/" + kind, q)["groups"] if g["kind"] == "value"}

            equal(by("trend", "item.category", series=["order_item"], grain="none"), {"green": "绿茶", "black": None, "ware": None, None: None}, "by the item's category, with its name")
            equal(by("trend", "item.price", series=["order_item"], grain="none"), {"128": None, "88": None, None: None}, "by its price")
            cells = c.ok("POST", "/api/w/tea/questions/trend/people", {"question": {"series": ["order_item"], "grain": "none", "by": {"property": "item.role"}, **january}, "cell": {"series": 1, "group": ["star"]}})
            equal(sorted(p["id"] for p in cells["items"]), ["ann", "bob"], "the people of a group")
            equal(by("funnel", "item.role", steps=["order_item"]), {"star": None, None: None}, "a funnel")
            equal(by("retention", "item.season", start="order_item", **{"return": "order_item"}), {"spring": None, None: None}, "a retention")
            paths = c.ok("POST", "/api/w/tea/questions/paths", dict({"split": {"order_item": "item_id"}}, **january))
            equal({n["label"]: n.get("name") for n in paths["levels"][0]["nodes"]}, {"a1": "龙井", "a2": "祁门", "a3": None, "zz": None, None: None}, "nodes of paths by name")
            paths = c.ok("POST", "/api/w/tea/questions/paths", dict({"split": {"order_item": "item.category"}}, **january))
            equal({n["label"]: n.get("name") for n in paths["levels"][0]["nodes"]}, {"green": "绿茶", "black": None, "ware": None, None: None}, "nodes by a field of their items")
            c.refused(422, "unknown_name", "POST", "/api/w/tea/questions/paths", dict({"split": {"order_item": "item.colour"}}, **january))
            for field in ("item.colour", "item."):
                c.refused(422, "unknown_name", "POST", "/api/w/tea/questions/trend", {"series": ["order_item"], "by": {"property": field}})
            events = c.ok("GET", "/api/w/tea/people/ann/events")["items"]
            check("祁门" in [p.get("called") for e in events for p in e["props"]], "the timeline")
            fields = {f["name"]: f for f in c.ok("GET", "/api/w/tea/questions/vocabulary")["item_fields"]}
            equal((fields["item.season"]["samples"], fields["item.price"]["types"], "star" in fields["item.role"]["samples"]), (["spring"], ["number"], True), "completion")
            equal((fields["item.price"]["money"], fields["item.season"]["money"]), (True, False), "a price is money")
            c.ok("PUT", "/api/w/tea/segments/stars", {"title": "stars", "expression": 'did(order_item where item.role = "star")'})
        data = d / "data"
        equal(shoal(data, "-w", "tea", "query", 'did(order_item where item.role = "star")', "--json")["people"], 2, "from the shell")
        groups = shoal(data, "-w", "tea", "query", "count(order_item)", "--by", "item.category", "--json")["groups"]
        equal({g["group"]: g["rows"] for g in groups}, {"black": 2, "green": 1, "ware": 1, None: 2}, "rows of a count by a field of items")
        check("绿茶" in shoal(data, "-w", "tea", "query", "count(order_item)", "--by", "item.category"), "with names")
        check("colour" in shoal(data, "-w", "tea", "query", "count(order_item)", "--by", "item.colour", fails=True)[1], "no such field")
        equal([i["id"] for i in shoal(data, "-w", "tea", "item", "list", "--category", "tea", "--json")["items"]], ["a1", "a2"], "list")
        made = shoal(data, "-w", "tea", "item", "set", "n1", "name=壶", "price=66.60", "role=组合品", "season=", "--json")
        equal((made["name"], made["price"], made["role"]), ("壶", "66.60", "bundle"), "set")
        check("组合品" in shoal(data, "-w", "tea", "--lang", "zh", "item", "show", "n1"), "show")
        shoal(data, "-w", "tea", "item", "remove", "n1")
        equal(shoal(data, "-w", "tea", "item", "show", "n1", fails=True)[0], 66, "gone")
        check("role" in shoal(data, "-w", "tea", "item", "set", "n1", "role=hero", fails=True)[1], "no such role")


def live_segments_follow():
    with Temp() as d, Server(d / "data") as s:
        s.workspace("tea")
        c = s.owner
        text = json.dumps({"user": "ann", "time": "2026-01-01T10:00:00+08:00", "event": "order_item", "amount": 1, "item": "a1"}) + "\n"
        u = c.ok("POST", "/api/w/tea/uploads", raw=text.encode(), query={"name": "rows.ndjson"}, type="application/octet-stream")
        equal(s.wait_job(c, "tea", c.ok("POST", "/api/w/tea/imports", {"upload": u["id"], "yaml": ORDERS}, 202))["status"], "done", "import")
        c.ok("PUT", "/api/w/tea/segments/stars", {"title": "stars", "expression": 'did(order_item where item.role = "star")'})
        for body, people in (({"role": "star"}, 1), ({"role": "need"}, 0)):
            c.ok("PUT", C + "/items/a1", body)
            end = time.monotonic() + 60
            while True:
                moves = c.ok("GET", "/api/w/tea/segments/stars/changes")["items"]
                if moves and moves[0]["entered"] == (people == 1):
                    break
                check(time.monotonic() < end, "the segment does not follow: %s" % moves)
                time.sleep(0.2)


main(items_one_by_one, many_items_and_their_tree, from_a_file_and_through_death, asked_by_what_items_are, live_segments_follow)
