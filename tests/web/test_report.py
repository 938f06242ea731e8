"""The report over time: sums between two days, in the page and as files."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from batch_sender.journal import Journal
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.windows import BRAZIL
from tests.journal.desk import Desk
from tests.support import FakeClock, message, number
from tests.web.conftest import Visitor


@pytest.fixture
def _batch(book: Journal) -> None:
    desk = Desk(book, FakeClock(SystemClock().now()))
    batch = desk.running(*[message(row, row) for row in (2, 3, 4)])
    desk.rows_taken(batch)


@pytest.mark.usefixtures("_batch")
def test_the_last_thirty_days_are_shown_and_nobodys_number(visitor: Visitor) -> None:
    shown = visitor.get("/report").text
    today = SystemClock().now().astimezone(BRAZIL).date()
    assert f'value="{today - timedelta(days=29)}"' in shown
    assert f'value="{today}"' in shown
    assert "By connection" in shown
    assert "1 batch" in shown
    assert number(2) not in shown
    assert re.search(r"accepted[^%]+>3<[^%]+100%", shown)


@pytest.mark.usefixtures("_batch")
def test_the_sums_are_taken_along(visitor: Visitor) -> None:
    today = SystemClock().now().astimezone(BRAZIL).date()
    files = {
        kind: visitor.get(f"/report/{kind}?since={today}&until={today}")
        for kind in ("xlsx", "csv", "html")
    }
    assert openpyxl.load_workbook(BytesIO(files["xlsx"].content)).sheetnames
    assert files["csv"].content.decode("utf-8-sig").splitlines()[1].count(",") >= 10
    assert "<h1>Messages of" in files["html"].text
    for kind, answer in files.items():
        told = answer.headers["Content-Disposition"]
        assert told == f'attachment; filename="messages-{today}-{today}.{kind}"'
        assert number(2) not in answer.text
    assert visitor.get("/report/exe").url == visitor.url + "/report"


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("2026-11-31", "2026-12-01", "since"),
        ("yesterday", "2026-12-01", "since"),
        ("0001-01-01", "2026-12-01", "since"),
        ("2026-12-01", "20261202", "until"),
        ("2026-12-02", "2026-12-01", "until"),
    ],
)
def test_days_that_cannot_be_are_told_at_their_field(
    visitor: Visitor, since: str, until: str, field: str
) -> None:
    answer = visitor.get(f"/report?since={since}&until={until}")
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert f'value="{since}"' in answer.text, "what was typed is kept"


def test_a_time_without_messages_says_so(visitor: Visitor) -> None:
    shown = visitor.get("/report?since=2026-01-01&until=2026-01-02").text
    assert "No message in this time" in shown
    assert "Workbook" not in shown
