#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route with every role and every kind of key, in one's own workspace, in another, and in none.

RULES is what we mean; the server says in its OpenAPI document what it does (x-shoal-…), and answers.  All three must
agree.  A route that is not in RULES fails the test: whoever adds one says here who may call it.

The requests ask for things that are not there and send fields that nobody knows, so that whoever may call a route is told
so by another error than those of authorisation, and nothing is changed.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))
import shoal  # noqa: E402
from server import Client, Server  # noqa: E402
from shoal import Temp, check, equal  # noqa: E402

# (rule, least role, scope, users only)
RULES = {
    ("public", None, None, False): """login loginWithLink openapi docs docsFile health ready metrics customerPages customerPage""",
    ("visitor", None, None, False): """visit visitPoints visitHistory visitCoupons visitOffers visitClaim visitCards visitJoin visitBoards visitBoard visitMall visitMallItem visitMallOrders visitMallPlace visitMallCancel visitMallCodes visitTasks visitTaskClaim visitCheckIns visitCheckIn visitBadges visitDraws visitDraw""",
    ("signed_in", None, None, False): """me listWorkspaces listZones listCurrencies""",
    ("signed_in", None, None, True): """logout updateMe changePassword listSessions revokeSession""",
    ("server", "owner", None, True): """createWorkspace startBackup""",
    ("workspace", "viewer", "read", False): """getWorkspace live getOverview listReports getReport listClassifications getClassification
        classificationVersions diffClassification previewClassification flowPeople classificationValues classificationDaily classificationFlow
        countPeople listPeople samplePeople profilePeople explainPerson parseExpression checkExpression formatBuilder askFunnel funnelPeople askPaths pathsPeople askAttribution attributionPeople askRetention
        retentionPeople askTrend trendPeople askDistribution distributionPeople askOverlap overlapPeople askDifference differencePeople askSaved getDocument documentVersions
        vocabulary listSegments getSegment segmentVersions diffSegment segmentTrend segmentChanges segmentHistory searchPeople getPerson personIdentity identityWatch identityRules
        personEvents personOrders attributeHistory listEvents getEvent draftPlan previewPlan listAttributes freshness listImports
        listJobs getJob listResources pullResources listDeadLetters listDeadReasons getDeadLetter collectLive listWriteKeyNames
        getCatalogue listItems lookUpItems getItem getCategories getBrands couponCounts listCouponKinds getCouponKind listCouponBatches previewCoupon listEarnRules taskCounts whyEarned listMembers countMembers personMemberships ledgerTotals
        listDraws listPromotions getPromotion getDrawAudit listLeaderboards listLeaderboardPeriods listMallItems getMallItem mallReport listMallPools getMallPool checkInStreaks taskDays getPointsEffect getCouponEffect getDosesEffect getMembershipEffect""",
    ("workspace", "viewer", "read|rewards", False): """quoteKinds getMember getDraw getLeaderboard""",
    ("workspace", "analyst", "people", False): """listCoupons listTransactions listProposals listDrawWins previewLeaderboard taskRows""",
    ("workspace", "analyst", "people|rewards", False): """personTasks personCheckIns personBadges personCoupons quotePerson listPromotionBuyers promotionPrices getCoupon orderPoints personAccounts personAccount getTransaction getDrawPerson getStandings getStanding getStandingsAmong listMallOrders getMallOrder mallOffers""",
    ("workspace", "analyst", "read", False): """cancelJob retryJob jobFile startQuestion previewEarnRule""",
    ("workspace", "operator", "export", False): """startExport""",
    ("workspace", "operator", "import", False): """upload inspectUpload previewUpload deleteUpload startImport importRejects loadDemo
        replayDeadLetter replayDeadLetters discardDeadLetter discardDeadLetters""",
    ("workspace", "operator", "write", False): """putClassification archiveClassification putSegment archiveSegment restoreSegment lookAtSegment applyResources putDocument archiveDocument restoreDocument
        changeItems putItem patchItem deleteItem putCategories
        issueToSegment makeCouponPool exportCouponPool proposeAdjustment setMemberLevel handOverWin""",
    ("workspace", "operator", "rewards", False): """claimTask checkIn issueCoupon claimCoupon reserveCoupons redeemCoupons releaseCoupons reverseCoupons revokeCoupons
        postPoints returnOrderPoints refundTransaction reverseTransaction clawBackTransaction unfreezeTransaction
        joinMember leaveMember subscribeMember renewMember cancelMember refundMember useMemberService makeVisit drawPrize
        placeMallOrder payMallOrder shipMallOrder shipMallOrders readyMallOrder finishMallOrder cancelMallOrder returnMallOrder restockMallOrder bulkMallOrders previewMallBulk showMallCodes
        addMallCodes importMallCodes withdrawMallCodes""",
    ("workspace", "admin", "admin", True): """approveProposal rejectProposal""",
    ("workspace", "admin", "admin", False): """updateWorkspace listUsers inviteUser setUserRole makeLoginLink listKeys createKey revokeKey listAudit erasePerson personEraseReach
        retentionReach setRetention getCare startVerify mergePeople unmergePeople blockIdentity freezePerson listWriteKeys createWriteKey updateWriteKey rotateWriteKey revokeWriteKey rotateVisits
        listWebhooks newWebhookSecret testWebhook resumeWebhook listDeliveries replayDeliveries""",
}
EXPECTED = {name: rule for rule, names in RULES.items() for name in names.split()}

ROLES = ["viewer", "analyst", "operator", "admin", "owner"]
SCOPES = {"viewer": {"read"}, "analyst": {"read", "people"}, "operator": {"read", "people", "write", "rewards", "import", "export"}}
INCLUDES = {"write": {"write", "rewards"}}  # what a key with one scope may besides
SCOPES["admin"] = SCOPES["owner"] = SCOPES["operator"] | {"admin"}
CEILING = {"read": "viewer", "people": "analyst", "write": "operator", "rewards": "operator", "import": "operator", "export": "operator", "admin": "admin"}
# Where clients send events: their rule is the write key, and nothing else opens them.
CLIENTS = """/v1/events /v1/batch /v1/import /v1/b /v1/t /v1/i /v1/p /v1/s /v1/g /v1/a /v1/track /v1/identify /v1/page /v1/screen /v1/group
    /v1/alias /sa /sa.gif /debug /e /capture /i/v0/e /batch /engage /track /groups /import /mp/collect /cloudevents /v1/cloudevents
    /segment/v1/batch /sensors/sa /posthog/batch /mixpanel/track /ga4/mp/collect""".split()
REFUSALS = {"visit_over", "unauthenticated", "forbidden", "missing_scope", "no_workspace", "users_only", "csrf_failed", "metrics_forbidden"}
# Answers that do not end, or that end the session asked with: only who may not is asked.
LIVE, ENDS = ("live", "collectLive"), ("logout",)


def rank(role):
    return ROLES.index(role) if role else -1


class World:
    """A server with two brands, somebody of each role in the first, and a key of each scope."""

    def __init__(self, server):
        self.s = server
        server.workspace("tea")
        server.workspace("coffee")
        self.people = {role: server.user(role + "@example.com", role) for role in ROLES}
        self.people["nobody"] = server.user("nobody@example.com", None)
        self.people["anonymous"] = server.client()
        self.keys = {}
        for scope in CEILING:
            made = server.owner.ok("POST", "/api/w/tea/keys", {"title": scope, "scopes": [scope]}, 201)
            self.keys[scope] = server.client(made["secret"])
        self.operations = []
        for path, item in server.client().get("/api/openapi.json").json["paths"].items():
            self.operations += [(path, method.upper(), op) for method, op in item.items()]

    def ask(self, who, path, method, op, workspace):
        url = path.replace("{workspace}", workspace).replace("{slug}", "no-such").replace("{id}", "no_such").replace("{name}", "no-such").replace("{brand}", "no-such").replace("{file}", "no-such")
        body = raw = None
        if "requestBody" in op:
            if "application/json" in op["requestBody"]["content"]:
                body = {"no_such_field": 1}
            else:
                raw, url = b"", url + "?name="
        return who.request(method, url, body, raw=raw, query={"no_such_parameter": "1"} if method == "GET" else None)

    def other(self, who, path, method, op):
        return self.ask(who, path, method, op, "no-such-brand")


def expect(op, role, scope, own):
    """The refusal that is due, or None.  role: of the actor, None = nobody; scope: of a key, None = a user."""
    rule, need, need_scope, users_only = EXPECTED[op["operationId"]]
    if rule == "public":
        return None
    if rule == "visitor":
        return "visit_over"  # neither a session nor a key is a visit: tests/visit.py
    if role is None:
        return "unauthenticated"
    if rule == "signed_in":
        return "users_only" if scope and users_only else None
    if rule == "server":
        return "forbidden"
    if not own or role == "nobody":
        return "no_workspace"
    if rank(role) < rank(need):
        return "forbidden"
    if need_scope and not set(need_scope.split("|")) & (INCLUDES.get(scope, {scope}) if scope else SCOPES[role]):
        return "missing_scope"
    return "users_only" if scope and users_only else None


def judge(w, who, op, path, method, workspace, due, label):
    if due is None and op["operationId"] in LIVE + ENDS:
        return 0
    a = w.ask(who, path, method, op, workspace)
    got = a.code if a.code in REFUSALS else None
    if op["operationId"] == "metrics":
        got = None  # by address, not by role: tests/serve.py
    equal(got, due, "%s %s as %s: %r" % (method, path, label, a))
    check(a.status != 500, "%s %s as %s: %r" % (method, path, label, a))
    if due == "no_workspace":
        equal(a.status, 404, label)
        check(w.other(who, path, method, op).code == due, "%s: another brand looks like one that is not there" % label)
    return 1


world = {}


def every_route_is_expected():
    said = {op["operationId"]: (op["x-shoal-rule"], op.get("x-shoal-role"),
                                "|".join(filter(None, (op.get("x-shoal-scope"), op.get("x-shoal-or-scope")))) or None, op.get("x-shoal-users-only", False))
            for _, _, op in world["w"].operations}
    equal(sorted(set(said) - set(EXPECTED)), [], "routes without an expectation")
    equal(sorted(set(EXPECTED) - set(said)), [], "expectations without a route")
    for name, rule in said.items():
        equal(rule, EXPECTED[name], name)


def people():
    w, n = world["w"], 0
    for path, method, op in w.operations:
        for role, who in w.people.items():
            known = None if role == "anonymous" else role
            for workspace in ("tea", "coffee") if "{workspace}" in path else ("tea",):
                n += judge(w, who, op, path, method, workspace, expect(op, known, None, workspace == "tea"), "%s in %s" % (role, workspace))
    check(n > 900, "%d requests" % n)


def keys():
    w, n = world["w"], 0
    for path, method, op in w.operations:
        for scope, who in w.keys.items():
            for workspace in ("tea", "coffee") if "{workspace}" in path else ("tea",):
                n += judge(w, who, op, path, method, workspace, expect(op, CEILING[scope], scope, workspace == "tea"), "a key for %s in %s" % (scope, workspace))
    check(n > 900, "%d requests" % n)


def owners_of_everything():
    """They may do all of it everywhere, and a brand that is not there is not there for them either."""
    w = world["w"]
    for path, method, op in w.operations:
        if op["operationId"] in LIVE + ENDS or EXPECTED[op["operationId"]][0] == "visitor":
            continue
        for workspace in ("tea", "coffee"):
            a = w.ask(w.s.owner, path, method, op, workspace)
            check(a.code not in REFUSALS and a.status != 500, "%s %s as owner: %r" % (method, path, a))
        if "{workspace}" in path:
            equal(w.other(w.s.owner, path, method, op).status, 404, path)


def false_credentials():
    w = world["w"]
    for path, method, op in w.operations:
        if EXPECTED[op["operationId"]][0] in ("public", "visitor"):
            continue
        for key in ("shk_" + "a" * 52, "x", "shk_"):
            a = w.ask(Client(w.s.port, key), path, method, op, "tea")
            equal((a.status, a.code), (401, "unauthenticated"), "%s %s" % (method, path))
        c = w.s.client()
        c.cookie = "a" * 52
        a = w.ask(c, path, method, op, "tea")
        equal((a.status, a.code), (401, "unauthenticated"), "%s %s" % (method, path))


def without_the_csrf_token():
    """No unsafe route may rest on the cookie alone, whoever asks."""
    w, n = world["w"], 0
    for path, method, op in w.operations:
        if method == "GET" or EXPECTED[op["operationId"]][0] in ("public", "visitor"):
            continue
        for token in (None, "x", w.people["viewer"].csrf):
            url = path.replace("{workspace}", "tea").replace("{slug}", "a").replace("{id}", "a")
            headers = {"X-CSRF-Token": token} if token else {}
            a = w.s.owner.request(method, url, {} if "requestBody" in op else None, headers=headers, csrf=False)
            equal((a.status, a.code), (403, "csrf_failed"), "%s %s" % (method, path))
            n += 1
    check(n > 60, "%d requests" % n)


def clients_need_a_write_key():
    """Neither a session nor an API key of whatever scope lets events in."""
    w = world["w"]
    body = json.dumps([{"type": "track", "event": "e", "userId": "u", "user_id": "u", "distinct_id": "u", "time": 1700000000000, "properties": {"distinct_id": "u"}, "specversion": "1.0",
                        "id": "1", "source": "s", "client_id": "c", "events": [{"name": "e"}]}]).encode()
    before = {x["name"] for x in w.s.owner.ok("GET", "/api/w/tea/data/events")["items"]}
    for path in CLIENTS:
        for who in [w.s.owner, w.s.client(), Client(w.s.port, "wk_" + "a" * 26)] + list(w.keys.values()):
            a = who.request("POST", path, raw=body)
            check(a.status in (401, 403, 429, 503), "%s: %r" % (path, a))
    equal({x["name"] for x in w.s.owner.ok("GET", "/api/w/tea/data/events")["items"]}, before, "nothing came in")


def ends_of_a_role():
    """What is taken away stops working with the next request."""
    w = world["w"]
    w.people["analyst"].ok("GET", "/api/w/tea/segments")
    w.s.owner.ok("PUT", "/api/w/tea/users/%s/role" % w.people["analyst"].id, {"role": None})
    w.people["analyst"].refused(404, "no_workspace", "GET", "/api/w/tea/segments")
    equal([x["slug"] for x in w.people["analyst"].ok("GET", "/api/me")["workspaces"]], [])
    # nobody lifts themselves or others above their own role
    admin, owner = w.people["admin"], w.people["owner"]
    admin.refused(403, None, "PUT", "/api/w/tea/users/%s/role" % admin.id, {"role": "owner"})
    admin.refused(403, None, "PUT", "/api/w/tea/users/%s/role" % owner.id, {"role": "viewer"})
    admin.refused(403, None, "POST", "/api/w/tea/users/%s/link" % owner.id)
    admin.refused(403, None, "POST", "/api/w/tea/users", {"email": "new@example.com", "role": "owner"})
    key = w.s.owner.ok("POST", "/api/w/coffee/keys", {"title": "theirs", "scopes": ["read"]})["key"]
    admin.refused(404, "unknown_key", "DELETE", "/api/w/tea/keys/" + key["id"])
    grants = [u["grants"] for u in admin.ok("GET", "/api/w/tea/users")["items"]]
    check(all(g["workspace"] in ("tea", "*") for u in grants for g in u), "grants elsewhere are not shown")


TESTS = (every_route_is_expected, people, keys, owners_of_everything, false_credentials, without_the_csrf_token, clients_need_a_write_key, ends_of_a_role)
with Temp() as t, Server(t / "d") as server:
    world["w"] = World(server)
    shoal.main(*TESTS)
