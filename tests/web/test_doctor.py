"""The check-up on the page, and the button that stops the program."""

from pathlib import Path

from batch_sender.journal import Journal, NewSchedule
from batch_sender.web import findings
from tests.support import TOKEN
from tests.web.conftest import Visitor


def test_what_is_good_is_folded_away(visitor: Visitor) -> None:
    first = visitor.get("/doctor").text
    assert "looks after schedules" in first
    assert 'hx-get="/doctor/look"' in first
    page = visitor.get("/doctor/look").text
    assert "All is in order." in page
    assert "answers and knows the token" in page.partition("<details>")[2]
    assert TOKEN not in page
    part = visitor.get("/doctor/look", headers={"HX-Request": "true"}).text
    assert "<html" not in part


def test_what_is_in_the_way_says_what_to_do_here(
    visitor: Visitor, book: Journal, place: Path
) -> None:
    book.schedules.add(
        NewSchedule(
            batch_file=str(place / "gone.toml"),
            cron="0 9 * * *",
            at=None,
            zone="America/Sao_Paulo",
            late="skip",
            who="ana",
        )
    )
    page = visitor.get("/doctor/look").text
    trouble = page.partition("<details>")[0]
    assert "In the way" in trouble
    assert "gone.toml" in trouble
    assert "--" not in trouble.partition("<h1>")[2], "a page names no flag"
    assert "batch-sender " not in trouble.partition("<h1>")[2], "nor a command"


def test_a_service_that_hangs_is_told() -> None:
    assert findings.health({"state": "not looking"}).severity == "bad"
    assert findings.health({"state": "busy"}).severity == "good"
