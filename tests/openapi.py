#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document is whole: references resolve, parameters are declared, ids are unique, both languages are there."""
import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
import shoal  # noqa: E402
from server import Server  # noqa: E402
from shoal import Temp, check, equal  # noqa: E402

METHODS = {"get", "post", "put", "patch", "delete"}
# What the console is written against (operationIds are API: they are never renamed).
PROMISED = """login loginWithLink logout me updateMe changePassword listSessions revokeSession listZones listCurrencies openapi
listUsers inviteUser setUserRole makeLoginLink listKeys createKey revokeKey listAudit listWorkspaces createWorkspace getWorkspace
updateWorkspace live listReports getReport getOverview listClassifications getClassification putClassification
archiveClassification classificationVersions diffClassification previewClassification classificationValues classificationDaily
classificationFlow flowPeople countPeople listPeople samplePeople profilePeople explainPerson parseExpression checkExpression formatBuilder
vocabulary listSegments getSegment putSegment archiveSegment restoreSegment segmentVersions diffSegment segmentTrend segmentChanges segmentHistory lookAtSegment
listResources applyResources pullResources searchPeople getPerson personEvents personOrders attributeHistory listEvents getEvent
listAttributes freshness upload inspectUpload previewUpload deleteUpload startImport listImports importRejects startExport
listJobs getJob cancelJob retryJob jobFile loadDemo listWriteKeys createWriteKey updateWriteKey rotateWriteKey revokeWriteKey
listDeadLetters getDeadLetter replayDeadLetter replayDeadLetters discardDeadLetter discardDeadLetters collectLive""".split()

docs = {}


def operations(doc):
    for path, item in doc["paths"].items():
        for method, op in item.items():
            yield path, method, op


def walk(value, at=""):
    yield at, value
    if isinstance(value, dict):
        for k, v in value.items():
            yield from walk(v, at + "/" + k)
    elif isinstance(value, list):
        for i, v in enumerate(value):
            yield from walk(v, "%s/%d" % (at, i))


def load():
    with Temp() as t, Server(t / "d") as s:
        c = s.client()
        for lang in ("en", "zh"):
            a = c.get("/api/openapi.json", query={"lang": lang})
            equal(a.status, 200)
            docs[lang] = a.json
            said = subprocess.run([shoal.PROGRAM, "openapi", "--lang", lang], capture_output=True, check=True, timeout=60).stdout
            equal(json.loads(said), a.json, "shoal openapi, without a server")
            equal(c.get("/api/openapi.json", query={"lang": lang}).body, a.body, "the same twice")
            equal(c.get("/api/openapi.json", query={"lang": lang}, headers={"If-None-Match": a.headers["etag"]}).status, 304)
        zipped = c.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
        equal(zipped.headers.get("content-encoding"), "gzip")
        check(len(zipped.body) * 4 < len(a.body), "compressed to %d of %d" % (len(zipped.body), len(a.body)))
        equal(c.get("/api/docs").headers["content-type"], "text/html; charset=utf-8")
        for f in ("docs.css", "docs.js"):
            equal(c.get("/api/docs/" + f).status, 200, f)
        page = c.get("/api/docs").body.decode()
        check("http://" not in page and "https://" not in page, "the page asks nobody else")
        check(not re.search(r"<script>|\son\w+=|style=", page), "nothing inline")
        c.refused(400, "http_bad_path", "GET", "/api/docs/../api.c")
        c.refused(404, "no_route", "GET", "/api/docs/none.js")


def references_resolve():
    for lang, doc in docs.items():
        seen = set()
        for at, v in walk(doc):
            if isinstance(v, dict) and "$ref" in v:
                target = doc
                for part in v["$ref"].lstrip("#/").split("/"):
                    check(part in target, "%s: %s" % (at, v["$ref"]))
                    target = target[part]
                seen.add(v["$ref"])
        for name in doc["components"]["schemas"]:
            check("#/components/schemas/" + name in seen, "%s is referred to" % name)


def schemas_are_schemas():
    types = {"string", "integer", "number", "boolean", "object", "array", "null"}
    for at, v in walk(docs["en"]["components"]["schemas"]):
        if not isinstance(v, dict) or at.endswith("/properties"):
            continue
        for t in [v["type"]] if isinstance(v.get("type"), str) else v.get("type", []) if isinstance(v.get("type"), list) else []:
            check(t in types, "%s: %s" % (at, t))
        if isinstance(v.get("required"), list):
            check(set(v["required"]) <= set(v["properties"]), "%s: required fields are declared" % at)
        if v.get("type") == "array":
            check("items" in v, at)


def parameters_are_declared():
    for path, method, op in operations(docs["en"]):
        where = "%s %s" % (method, path)
        check(method in METHODS, where)
        names = [(p["in"], p["name"]) for p in op["parameters"]]
        equal(len(names), len(set(names)), where)
        equal([n for i, n in names if i == "path"], re.findall(r"\{(\w+)\}", path), where)
        for p in op["parameters"]:
            equal(p.get("required", False), p["in"] == "path", "%s %s" % (where, p["name"]))
            check("schema" in p, where)
            check(p["in"] == "path" or p.get("description"), "%s: %s says what it is" % (where, p["name"]))


def operations_are_whole():
    ids = [op["operationId"] for _, _, op in operations(docs["en"])]
    equal(len(ids), len(set(ids)), "operationIds are unique")
    equal(sorted(set(PROMISED) - set(ids)), [], "promised operations that are missing")
    for path, method, op in operations(docs["en"]):
        where = "%s %s" % (method, path)
        check(op["x-shoal-rule"] in ("public", "signed_in", "workspace", "server", "visitor"), where)
        check(("{workspace}" in path) == (op["x-shoal-rule"] == "workspace"), where)
        if op["x-shoal-rule"] == "workspace":
            check(op["x-shoal-role"] and (op.get("x-shoal-scope") or op.get("x-shoal-users-only")), where)
        equal(op["security"] == [], op["x-shoal-rule"] == "public", where)
        check(op["tags"] and op["summary"], where)
        status, answer = next(iter(op["responses"].items()))
        check(200 <= int(status) < 300 and answer["description"], where)
        equal("content" in answer, status != "204", where)
        check("default" in op["responses"], where)
        if method in ("get", "delete"):
            check("requestBody" not in op, where)


def both_languages():
    en, zh = docs["en"], docs["zh"]
    equal(set(en["paths"]), set(zh["paths"]), "paths")
    equal(list(en["components"]["schemas"]), list(zh["components"]["schemas"]), "schemas")
    for (path, method, a), (_, _, b) in zip(operations(en), operations(zh)):
        where = "%s %s" % (method, path)
        check(re.search("[一-鿿]", b["summary"]), where)
        check(not re.search("[一-鿿]", a["summary"]), where)
        equal("description" in a, "description" in b, where)
        if "description" in b:
            check(re.search("[一-鿿]", b["description"]), where)
            check(not re.search("[一-鿿][,;:!?]|[,;:!?][一-鿿]", b["description"]), "%s: full-width punctuation: %s" % (where, b["description"]))
    for (at, a), (_, b) in zip(walk(en), walk(zh)):
        if at.endswith("/description") and isinstance(a, str) and re.search("[一-鿿]", a):
            check(False, "%s is Chinese in English: %s" % (at, a))


shoal.main(load, references_resolve, schemas_are_schemas, parameters_are_declared, operations_are_whole, both_languages)
