#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The integration guides (docs/guides, and the same in the console): what stands there is taken out and run as it stands, with the
address and the key filled in as the console fills them; then a question is asked about what arrived.

Clients that npm has are installed from there.  Those of Python, Java and Go are run where they are installed (Python), else the
requests they make are sent: recorded ones (shared/golden), or, where there is no recording, as their source writes them."""
import ast
import base64
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
from sdk_packages import SDK, chromium, packages  # noqa: E402
from server import Server  # noqa: E402
from shoal import PROGRAM, ROOT, Failed, Skip, Temp, check, equal, main, shared, shoal  # noqa: E402

GUIDES = ROOT / "docs/guides"
HEAD = re.compile(r"<!-- guide group=(web|mini|server|other) order=\d+ key=(browser|server|none) -->\n# .+\n")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
LANGUAGES = {"html", "js", "sh", "python", "java", "groovy", "go", "csv", "yaml"}
SHOP = "count(product_viewed) = 1 and sum(order_completed.amount) = 188"
SECONDS = 60
world = {}


def names():
    return sorted(p.stem for p in GUIDES.glob("*.md") if p.stem != "README" and ".zh-CN" not in p.name)


def blocks(text):
    return [(m.group(1), m.group(2), m.group(3)) for m in BLOCK.finditer(text)]


def key_kind(guide):
    return HEAD.match((GUIDES / (guide + ".md")).read_text("utf-8")).group(2)


def filled(text, port, key):
    """As console/src/pages/connect/fill.ts does it."""
    for name in ("WRITE_KEY", "SERVER_KEY"):
        text = text.replace(name, key)
    host = "127.0.0.1:%d" % port
    return text.replace("https://shoal.example.com", "http://" + host).replace("protocol: 'https'", "protocol: 'http'").replace("shoal.example.com", host)


class Guide:
    """A workspace and a key of its own; `files`: the guide's blocks by name, filled in, in `dir`."""

    def __init__(self, name, workspace=None):
        self.name, workspace = name, workspace or "g-" + name
        s = world["s"]
        s.workspace(workspace)
        self.w = "/api/w/" + workspace
        kind = key_kind(name)
        self.key = "" if kind == "none" else s.owner.ok("POST", self.w + "/collect/keys", {"title": name, "kind": kind}, 201)["secret"]
        self.dir = world["dir"] / workspace
        self.dir.mkdir()
        if (SDK / "node_modules").exists():
            (self.dir / "node_modules").symlink_to(SDK / "node_modules")
        self.files = {}
        for _, file, text in blocks((GUIDES / (name + ".md")).read_text("utf-8")):
            if file:
                self.files[file] = self.files.get(file, "") + filled(text, s.port, self.key)
        for file, text in self.files.items():
            (self.dir / file).parent.mkdir(parents=True, exist_ok=True)
            (self.dir / file).write_text(text, "utf-8")

    def people(self, expression):
        return world["s"].owner.ok("POST", self.w + "/questions/count", {"expression": expression, "as_of": "2100-01-01"})["people"]

    def arrived(self, expression, process=None):
        """Waits until one person is as `expression` says."""
        end = time.monotonic() + SECONDS
        try:
            while self.people(expression) != 1:
                if process and process.poll() not in (None, 0):
                    raise Failed("%s: %s" % (self.name, process.stderr.read().decode("utf-8", "replace")[-2000:]))
                if time.monotonic() > end:
                    raise Failed("%s: nobody with %s" % (self.name, expression))
                time.sleep(0.1)
        finally:
            if process:
                process.kill()
                process.communicate()
        dead = world["s"].owner.ok("GET", self.w + "/collect/dead")["items"]
        check(not dead, "dead letters of %s: %r" % (self.name, dead))

    def run(self, *cmd, expression):
        """A program that may stay: it is ended when what it sends has arrived."""
        self.arrived(expression, subprocess.Popen(cmd, cwd=self.dir, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))

    def node(self, file, expression=SHOP + " and attr.level = \"gold\""):
        self.run("node", file, expression=expression)

    def page(self, html, files, expression=SHOP + " and attr.level = \"gold\""):
        """In Chromium, on an origin of its own."""
        script = self.dir / "page.mjs"
        script.write_text("import { inPage } from %s\nconsole.log(JSON.stringify(await inPage(%s, %s)))\n" % (
            json.dumps((SDK / "page.mjs").as_uri()), json.dumps(html + "<script>setTimeout(() => { window.done = {} }, 4000)</script>"), json.dumps(files)))
        r = subprocess.run(["node", str(script)], cwd=self.dir, capture_output=True, timeout=SECONDS)
        if r.returncode != 0:
            raise Failed(r.stderr.decode("utf-8", "replace")[-2000:])
        equal(json.loads(r.stdout)["trouble"], [], "what the browser complains of")
        self.arrived(expression)

    def bundled(self, *files):
        """What a bundler makes of the files, one after the other."""
        esbuild = ROOT / "console/node_modules/esbuild/bin/esbuild"
        if not esbuild.exists():
            raise Skip("the console's packages are not installed (make console)")
        (self.dir / "all.js").write_text("".join(self.files[f] for f in files), "utf-8")
        subprocess.run([str(esbuild), "all.js", "--bundle", "--format=iife", "--log-level=error", "--outfile=bundle.js"], cwd=self.dir, check=True, timeout=SECONDS)
        return str(self.dir / "bundle.js")

    def post(self, path, body, headers):
        a = world["s"].client().request("POST", path, raw=body, headers=headers)
        equal(a.status, 200, path)


HTML = "<!doctype html><title>茶铺</title><link rel=icon href='data:,'>"


def guides_say_the_same_in_both_languages():
    for name in names():
        en, zh = ((GUIDES / (name + end)).read_text("utf-8") for end in (".md", ".zh-CN.md"))
        check(HEAD.match(en) and HEAD.match(zh), name + ": its first two lines")
        equal(en.splitlines()[0], zh.splitlines()[0], name)
        equal(blocks(en), blocks(zh), name)
        equal(re.findall(r"^#+", BLOCK.sub("", en), re.M), re.findall(r"^#+", BLOCK.sub("", zh), re.M), name)
        equal(len(re.findall(r"^\S", BLOCK.sub("", en), re.M)), len(re.findall(r"^\S", BLOCK.sub("", zh), re.M)), name + ": paragraphs")
        check({lang for lang, _, _ in blocks(en)} <= LANGUAGES, name + ": languages of its code")
        if key_kind(name) != "none":
            check(("WRITE_KEY" if key_kind(name) == "browser" else "SERVER_KEY") in en, name + ": where the key goes")
    for index in ("README.md", "README.zh-CN.md"):
        text = (GUIDES / index).read_text("utf-8")
        equal(sorted(re.findall(r"\]\(([\w-]+?)(?:\.zh-CN)?\.md\)", text.replace("](README", "](x/"))), names(), index)


def packages_they_name_are_those_that_are_tested():
    have = json.loads((SDK / "package.json").read_text())["dependencies"]
    for name in names():
        for package in re.findall(r"^npm install (\S+)$", (GUIDES / (name + ".md")).read_text("utf-8"), re.M):
            check(package in have, "%s: %s" % (name, package))


def web_by_snippet():
    chromium()
    g = Guide("web")
    if world["s"].client().get("/sdk/analytics.min.js").status != 200:
        raise Skip("this program has no console in it (make console)")
    g.page(HTML + g.files["page.html"] + "<script>" + g.files["shop.js"] + "</script>", {})
    equal(g.people("count(page_viewed) = 1"), 1, "the page itself")


def web_with_the_sdk_of_sensors():
    chromium()
    g = Guide("web-sensors")
    g.page(HTML + '<script src="/bundle.js"></script>', {"/bundle.js": g.bundled("app.js")})


def web_by_npm():
    chromium()
    g = Guide("web", "g-web-npm")
    g.page(HTML + '<script src="/bundle.js"></script>', {"/bundle.js": g.bundled("app.js", "shop.js")})


def wechat_mini_program():
    packages()
    g = Guide("wechat")
    (g.dir / "run.mjs").write_text("import { createRequire } from 'node:module'\nimport %s\nconst require = createRequire(import.meta.url)\nrequire('./app.js')\n"
                                   "setTimeout(() => require('./pages/shop.js'), 300)\n" % json.dumps((SDK / "wx.mjs").as_uri()), "utf-8")
    g.node("run.mjs")
    for identity in ("oABCD-openid-1", "uXYZ-unionid-1"):
        equal(world["s"].owner.ok("GET", g.w + "/people/" + identity, query={"as_of": "2100-01-01"})["id"], "u1001", identity)


def node():
    packages()
    Guide("node").node("app.mjs")


def node_with_the_sdk_of_sensors():
    packages()
    Guide("node-sensors").node("app.cjs")


def posthog():
    packages()
    Guide("posthog").node("app.mjs")


def mixpanel():
    packages()
    Guide("mixpanel").node("app.cjs")


def rudderstack():
    packages()
    Guide("rudderstack").node("app.cjs")


def cloudevents():
    packages()
    g = Guide("cloudevents")
    g.node("app.mjs", SHOP)
    g.run("bash", "-e", "cloudevents.sh", expression=SHOP + " and count(order_completed) = 1")  # the same again


def ga4():
    g = Guide("ga4")
    g.run("bash", "-e", "ga4.sh", expression=SHOP + " and attr.level = \"gold\" and count(order_item) = 1")


def plain_http():
    g = Guide("http")
    g.run("bash", "-e", "events.sh", expression=SHOP + " and attr.level = \"gold\" and count(order_item) = 1")


def files_of_a_till():
    """Beside the server's data: an import by command has its workspace to itself."""
    g = Guide("csv")
    data = world["dir"] / "till"
    bin_ = world["dir"] / "bin"
    bin_.mkdir()
    (bin_ / "shoal").symlink_to(PROGRAM)
    for _ in range(2):
        subprocess.run(["bash", "-e", "import.sh"], cwd=g.dir, check=True, capture_output=True, timeout=SECONDS, env=dict(os.environ, SHOAL_DATA=str(data), PATH="%s:%s" % (bin_, os.environ["PATH"])))
    equal(shoal(data, "query", "sum(order_completed.amount) = 188 and count(order_item) = 1", "--as-of", "2100-01-01", "--json")["people"], 1, "the order, once")


def python():
    g = Guide("python")
    for file in ("app.py", "sensors_app.py"):
        ast.parse(g.files[file])
    if importlib.util.find_spec("segment"):
        g.run(sys.executable, "app.py", expression=SHOP + " and attr.level = \"gold\"")
        return
    recorded = json.loads(shared("golden/27-segment-python-batch.json").read_text())["request"]
    body = json.loads(base64.b64decode(recorded["body_base64"]))
    body["writeKey"] = g.key  # where this client has it, and only there
    g.post(recorded["path"], json.dumps(body).encode(), {k: v for k, v in recorded["headers"] if k not in ("Host", "Content-Length", "Connection")})
    g.arrived("sum(order_completed.amount) = 99.5")


def java():
    """As okhttp and Retrofit write it: chunked, the key as the user of Basic, the library in the envelope's context."""
    g = Guide("java")
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    body = {"batch": [{"type": "track", "messageId": "j1", "timestamp": now, "anonymousId": "device-1", "event": "Product Viewed", "properties": {"product_id": "p12", "price": 94}},
                      {"type": "identify", "messageId": "j2", "timestamp": now, "userId": "u1001", "anonymousId": "device-1", "traits": {"level": "gold"}},
                      {"type": "track", "messageId": "j3", "timestamp": now, "userId": "u1001", "event": "Order Completed", "properties": {"order_id": "A1", "revenue": 188, "currency": "CNY"}}],
            "sentAt": now, "context": {"library": {"name": "analytics-java", "version": "3.5.2"}}, "sequence": 1, "writeKey": g.key}
    data = json.dumps(body).encode()
    basic = base64.b64encode((g.key + ":").encode()).decode()
    answer = world["s"].wire(("POST /v1/import/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\nUser-Agent: analytics-java/3.5.2\r\nContent-Type: application/json; charset=UTF-8\r\n"
                              "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n" % (basic, len(data))).encode() + data + b"\r\n0\r\n\r\n")
    check(answer.startswith(b"HTTP/1.1 200") and answer.endswith(b'{"success":true}'), repr(answer))
    g.arrived(SHOP + " and attr.level = \"gold\"")


def go():
    """As analytics-go writes it: the key in Basic only, the library in the envelope's context."""
    g = Guide("go")
    now = time.strftime("%Y-%m-%dT%H:%M:%S.123456789Z", time.gmtime())
    body = {"batch": [{"type": "track", "messageId": "g1", "anonymousId": "device-1", "event": "Product Viewed", "timestamp": now, "properties": {"product_id": "p12", "price": 94}},
                      {"type": "identify", "messageId": "g2", "anonymousId": "device-1", "userId": "u1001", "timestamp": now, "traits": {"level": "gold"}},
                      {"type": "track", "messageId": "g3", "userId": "u1001", "event": "Order Completed", "timestamp": now, "properties": {"order_id": "A1", "revenue": 188}}],
            "messageId": "g0", "sentAt": now, "context": {"library": {"name": "analytics-go", "version": "3.0.0"}}}
    g.post("/v1/batch", json.dumps(body).encode(), {"Authorization": "Basic " + base64.b64encode((g.key + ":").encode()).decode(), "User-Agent": "analytics-go (version: 3.0.0)"})
    g.arrived(SHOP + " and attr.level = \"gold\"")


def every_guide_is_run():
    equal(sorted(set(re.findall(r'Guide\("([\w-]+)"', Path(__file__).read_text("utf-8")))), names(), "guides that a test here takes")


if __name__ == "__main__":
    with Temp() as t, Server(t / "d") as server:
        world["s"], world["dir"] = server, t / "guides"
        world["dir"].mkdir()
        main(guides_say_the_same_in_both_languages, packages_they_name_are_those_that_are_tested, web_by_snippet, web_by_npm, web_with_the_sdk_of_sensors, wechat_mini_program, node, node_with_the_sdk_of_sensors,
             posthog, mixpanel, rudderstack, cloudevents, ga4, plain_http, files_of_a_till, python, java, go, every_guide_is_run)
