"""Who may do what: the order of the roles, and the role that each address of the page needs."""

import itertools

import pytest
from starlette.routing import Route

from batch_sender.web.app import every_route
from batch_sender.web.roles import READING, RULES, Role, allows, needed

LOOK, PREPARE, SEND, ADMINISTER = Role


def test_a_role_holds_all_that_stand_below_it() -> None:
    order = [LOOK, PREPARE, SEND, ADMINISTER]
    for (high, own), (low, wanted) in itertools.product(enumerate(order), repeat=2):
        assert allows(own, wanted) is (high >= low)


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/", LOOK),
        ("GET", "/new/0123456789abcdef/list", PREPARE),
        ("POST", "/new", PREPARE),
        ("POST", "/new/0123456789abcdef/list", PREPARE),
        ("GET", "/new/0123456789abcdef/send", PREPARE),
        ("POST", "/new/0123456789abcdef/send", SEND),
        ("POST", "/new/0123456789abcdef/send/", SEND),
        ("POST", "/new/0123456789abcdef/send/proof", SEND),
        ("GET", "/batches/7", LOOK),
        ("HEAD", "/batches/7/results.xlsx", LOOK),
        ("POST", "/batches/7/pause", SEND),
        ("POST", "/optouts", SEND),
        ("POST", "/batches/7/rows", LOOK),
        ("POST", "/people", LOOK),
        ("POST", "/people/take-off-list", SEND),
        ("GET", "/doctor/look", SEND),
        ("GET", "/stop", ADMINISTER),
        ("POST", "/connections", ADMINISTER),
        ("DELETE", "/batches/7", SEND),
        ("POST", "/account/password", LOOK),
        ("POST", "/newer", ADMINISTER),
        ("POST", "/what/nobody/named", ADMINISTER),
        ("get", "/what/nobody/named", LOOK),
    ],
)
def test_the_role_that_an_address_needs(method: str, path: str, role: Role) -> None:
    assert needed(method, path) is role


def test_who_may_change_what_is_said_for_each_address() -> None:
    """By the first part of an address; those below it that take another role are named."""
    others = {
        "/new/{draft}/send": SEND,
        "/batches/{batch:int}/rows": LOOK,
        "/optouts/search": LOOK,
        "/people": LOOK,
    }
    usual = {
        "new": PREPARE, "texts": PREPARE,
        "batches": SEND, "known": SEND, "optouts": SEND, "people": SEND,
        "connections": ADMINISTER, "schedules": ADMINISTER, "stop": ADMINISTER,
        "account": LOOK, "logout": LOOK,
    }  # fmt: skip
    for route in every_route():
        if isinstance(route, Route) and "POST" in (route.methods or ()) and route.path not in OPEN:
            wanted = others.get(route.path, usual.get(route.path.split("/")[1]))
            assert needed("POST", route.path) is wanted, route.path


def test_what_is_on_its_way_is_shown_to_those_who_prepare_and_results_to_everybody() -> None:
    for route in every_route():
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            usual = {"new": PREPARE, "doctor": SEND, "stop": ADMINISTER}
            assert needed("GET", route.path) is usual.get(route.path.split("/")[1], LOOK)


OPEN = {"/enter", "/login", "/language", "/healthz"}


def test_no_address_that_changes_something_was_forgotten() -> None:
    """Each is named by a rule, or is on purpose for administrators alone, or for everybody."""
    meant_for_administrators: set[str] = set()
    forgotten = [
        (method, route.path)
        for route in every_route()
        if isinstance(route, Route) and not route.path.startswith("/api/")
        for method in (route.methods or set()) - READING
        if route.path not in OPEN | meant_for_administrators
        and not any(rule.fits(route.path) for rule in RULES)
    ]
    assert not forgotten, "name them in web/roles.py"
