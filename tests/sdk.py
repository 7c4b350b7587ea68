#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients that brands use, as npm has them, against a real server: then questions about what arrived.

Each is a script in tests/sdk that gets the server's address and a write key, and prints {"errors": […], …}."""
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from sdk_packages import SDK, chromium, packages  # noqa: E402
from server import Server  # noqa: E402
from shoal import Failed, Temp, check, equal, main  # noqa: E402

W = "/api/w/tea"
SECONDS = 90
world = {}


def run(script, kind="browser"):
    """What the script says; the write key it used is of its own."""
    s = world["s"]
    made = s.owner.ok("POST", W + "/collect/keys", {"title": script, "kind": kind}, 201)
    r = subprocess.run(["node", str(SDK / script), "http://127.0.0.1:%d" % s.port, made["secret"]], capture_output=True, timeout=SECONDS, cwd=SDK)
    if r.returncode != 0:
        raise Failed("%s: %s" % (script, r.stderr.decode("utf-8", "replace")[-2000:]))
    said = json.loads(r.stdout.decode().strip().splitlines()[-1])
    equal(said.get("errors"), [], script)
    dead = s.owner.ok("GET", W + "/collect/dead", query={"key": made["key"]["id"]})["items"]
    check(not dead, "dead letters of %s: %r" % (script, dead))
    return said


def soon(what, want, got, seconds=60):
    end = time.monotonic() + seconds
    while got() != want and time.monotonic() < end:
        time.sleep(0.1)
    equal(got(), want, what)


def people(expression):
    """How many; why not while the question is refused, as it is before the first event of a name has come."""
    a = world["s"].owner.post(W + "/questions/count", {"expression": expression, "as_of": "2100-01-01"})
    return a.json["people"] if a.status == 200 else repr(a)


def who(expression):
    """Ids of these people, also by what happened this very minute."""
    a = world["s"].owner.post(W + "/questions/people", {"expression": expression, "as_of": "2100-01-01"})
    return {x["id"] for x in a.json["items"]} if a.status == 200 else set()


def id_of(identity):
    return world["s"].owner.ok("GET", W + "/people/" + identity, query={"as_of": "2100-01-01"})["id"]


def done(identity, expression):
    soon("%s: %s" % (identity, expression), True, lambda: identity in who(expression))


def segment_in_node():
    packages()
    run("segment_node.mjs", "server")
    soon("an order of 177 yuan", 1, lambda: people("sum(order_completed.amount) = 177"))
    equal(people("count(product_viewed) = 1 and count(order_completed) = 1"), 1, "before and after signing in, one person")
    equal(people("count(`Sdk Loop`) = 5"), 4, "20 events of 4 people")
    equal(people("attr.city = \"杭州\""), 1, "attributes")
    equal(people("count(order_item) = 2"), 1, "lines of the order")


def segment_in_a_browser():
    chromium()
    said = run("segment_browser.mjs")
    equal(said["trouble"], [], "what the browser complains of")
    soon("signed in", 1, lambda: people("attr.city = \"苏州\""))
    equal(people("attr.city = \"苏州\" and count(product_viewed) = 1 and count(checkout_started) = 1"), 1, "one person before and after signing in")
    soon("who went on after signing out is somebody else", 0, lambda: people("attr.city = \"苏州\" and count(`After Logout`) > 0"))
    equal(people("count(`After Logout`) = 1"), 1, "but is there")


def rudderstack_in_node():
    packages()
    run("rudder_node.mjs", "server")
    soon("coupon", 1, lambda: people("count(coupon_applied) = 1 and attr.city = \"成都\""))
    equal(people("count(product_added) = 1"), 1, "anonymous")


def cloudevents_in_node():
    packages()
    run("cloudevents_node.mjs", "server")
    soon("two events, one of them sent twice", 1, lambda: people("count(`parcel.shipped`) = 2"))


def sensors_in_node():
    packages()
    run("sensors_node.mjs", "server")
    soon("first as a cookie, then as a member", 1, lambda: people("count(ViewProduct) = 1 and count(PayOrder) = 1 and sum(PayOrder.amount) = 299.9"))
    equal(people("attr.city = \"广州\" and attr.points = 10 and attr.first_channel = \"wechat\""), 1, "attributes")


def sensors_in_browsers():
    chromium()
    said = run("sensors_browser.mjs")
    equal(said["trouble"], [], "what the browser complains of")
    for member in ("sa-image", "sa-ajax", "sa-beacon", "sa-batch"):
        done(member, "count(ViewProduct) = 1 and count(AddToCart) = 1")
        check(member not in who("count(AfterLogout) > 0"), member + " after signing out")
    equal(people("count(AfterLogout) = 1"), 4, "who is somebody else then")


def sensors_in_a_mini_program():
    packages()
    said = run("sensors_mini.mjs")
    check(said["requests"] > 0, "requests")
    done("sa-mini-member", "count(ViewProduct) = 1 and count(PayOrder) = 1")
    equal(id_of("oABCD-openid-1"), "sa-mini-member", "the openid, which later events do not repeat, is theirs")
    equal(id_of("uXYZ-unionid-1"), "sa-mini-member", "and so is the unionid")


def posthog_in_node():
    packages()
    run("posthog_node.mjs", "server")
    done("ph-user", "count(product_viewed) = 1 and count(order_completed) = 1")  # an alias joins what came before
    equal(people("attr.city = \"南京\" and attr.plan = \"gold\""), 1, "attributes")
    equal(people("count(`Ph Loop`) = 5"), 4, "20 events of 4 people")


def posthog_in_a_browser():
    chromium()
    said = run("posthog_browser.mjs")
    equal(said["trouble"], [], "what the browser complains of")
    done("ph-browser", "count(product_viewed) = 1 and count(product_added) = 1")
    check("ph-browser" not in who("count(`After Logout`) > 0"), "signed out")


def mixpanel_in_node():
    packages()
    run("mixpanel_node.mjs", "server")
    soon("an order that was sent twice", 1, lambda: people("sum(order_completed.amount) = 66.5 and count(order_completed) = 1"))
    done("mp-user", "count(order_completed) = 1 and count(product_viewed) = 1")  # and what the device did before
    equal(people("attr.city = \"武汉\" and attr.points = 20"), 1, "attributes")
    equal(people("count(`Mp Loop`) = 2"), 4, "a batch")


if __name__ == "__main__":
    with Temp() as t, Server(t / "d") as server:
        world["s"] = server
        server.workspace("tea")
        main(segment_in_node, segment_in_a_browser, rudderstack_in_node, cloudevents_in_node, sensors_in_node, sensors_in_browsers, sensors_in_a_mini_program,
             posthog_in_node, posthog_in_a_browser, mixpanel_in_node)
