#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: over HTTP, from files, from the shell; after kill -9, rebuild and erase."""
import signal
import sys
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


main(items_one_by_one, many_items_and_their_tree, from_a_file_and_through_death)
