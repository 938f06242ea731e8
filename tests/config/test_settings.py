"""What people give by flag and environment becomes settings that can be kept with the batch."""

import contextlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.config.errors import BadSetting, QueueIdMissing
from batch_sender.config.places import journal_location
from batch_sender.config.settings import Settings, from_options
from batch_sender.models.errors import OptionError
from batch_sender.timing.errors import BadWindow
from batch_sender.timing.windows import DEFAULT_WINDOW, parse_window


def test_what_was_not_given_keeps_its_default() -> None:
    assert from_options({"gap": None, "concurrency": None, "open_ticket": None}) == Settings()
    assert Settings().gap == 3.5
    assert Settings().concurrency == 1
    assert Settings().repeat_after == timedelta(hours=24)


def test_what_was_given_is_kept() -> None:
    made = from_options(
        {"gap": 0.0, "limit": 5, "media": "arquivo", "media_folder": Path("boletos")}
    )
    assert (made.gap, made.limit, made.media) == (0.0, 5, "arquivo")
    assert made.media_folder == Path("boletos")


@pytest.mark.parametrize(
    ("flags", "flag", "value"),
    [
        pytest.param({"limit": 0}, "--limit", 0, id="nobody"),
        pytest.param({"header_row": 0}, "--header-row", 0, id="rows begin at 1"),
        pytest.param({"queue_id": -1}, "--queue-id", -1, id="no such queue"),
        pytest.param({"concurrency": 0}, "--concurrency", 0, id="no lane"),
        pytest.param({"concurrency": 33}, "--concurrency", 33, id="too many lanes"),
        pytest.param({"duplicates": "maybe"}, "--duplicates", "maybe", id="no such choice"),
        pytest.param({"gap": -1.0}, "--gap", -1.0, id="backwards"),
        pytest.param({"gap": float("inf")}, "--gap", float("inf"), id="never"),
        pytest.param({"repeat_hours": 1e12}, "--repeat-hours", 1e12, id="longer than a calendar"),
        pytest.param({"colour": "blue"}, "--colour", "blue", id="nobody knows it"),
    ],
)
def test_a_value_that_cannot_be_names_its_flag(
    flags: dict[str, Any], flag: str, value: object
) -> None:
    with pytest.raises(BadSetting) as caught:
        from_options(flags)
    assert flag in caught.value.message
    assert str(value) in caught.value.message
    assert caught.value.exit_code == 2


def test_what_may_be_chosen_is_said() -> None:
    with pytest.raises(BadSetting) as caught:
        from_options({"duplicates": "maybe"})
    assert "skip" in caught.value.next
    assert "send" in caught.value.next


def test_a_ticket_needs_its_queue() -> None:
    with pytest.raises(QueueIdMissing):
        from_options({"open_ticket": True})
    assert from_options({"open_ticket": True, "queue_id": 7}).queue_id == 7


def test_a_window_is_read_before_anything_is_judged() -> None:
    with pytest.raises(BadWindow):
        from_options({"window": "22:00-6:00"})


@pytest.mark.parametrize(
    ("given_window", "local", "wanted"),
    [
        pytest.param(None, False, DEFAULT_WINDOW, id="nothing said: the usual hours"),
        pytest.param(None, True, "always", id="to this machine itself: none"),
        pytest.param("always", False, "always", id="asked for none"),
        pytest.param("seg-sex 9-12", False, "seg-sex 9-12", id="asked for one"),
        pytest.param("seg-sex 9-12", True, "seg-sex 9-12", id="asked for one, even here"),
    ],
)
def test_which_hours_hold(given_window: str | None, *, local: bool, wanted: str) -> None:
    assert Settings(window=given_window).window_for(local=local) == parse_window(wanted)


def test_repeats_may_be_allowed() -> None:
    assert Settings(allow_repeat=True).repeat_after is None
    assert Settings(repeat_hours=48).repeat_after == timedelta(days=2)


@given(
    gap=st.floats(0, 1e6),
    limit=st.none() | st.integers(1, 10**9),
    media=st.none() | st.text(max_size=9),
    folder=st.none() | st.sampled_from([Path("a"), Path("b") / "c d"]),
    hours=st.floats(0.001, 1000),
)
def test_settings_come_back_from_the_journal_as_they_went_in(
    gap: float, limit: int | None, media: str | None, folder: Path | None, hours: float
) -> None:
    made = Settings(gap=gap, limit=limit, media=media, media_folder=folder, repeat_hours=hours)
    assert Settings(**json.loads(json.dumps(made.model_dump(mode="json")))) == made


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().gap = 1.0


@given(
    flags=st.dictionaries(
        st.sampled_from(sorted(Settings.model_fields)), st.integers() | st.text(max_size=5)
    )
)
def test_no_flag_ends_in_anything_but_a_sentence(flags: dict[str, Any]) -> None:
    with contextlib.suppress(OptionError):  # any other error would be a traceback
        from_options(flags)


@pytest.mark.parametrize(
    ("flag", "environment", "wanted"),
    [
        pytest.param("a.db", {"BATCH_SENDER_JOURNAL": "b.db"}, "a.db", id="the flag comes first"),
        pytest.param(None, {"BATCH_SENDER_JOURNAL": "b.db"}, "b.db", id="then the environment"),
        pytest.param(None, {"BATCH_SENDER_JOURNAL": ""}, None, id="empty is as if not there"),
        pytest.param(None, {}, None, id="then the user's data folder"),
    ],
)
def test_where_the_journal_lies(
    flag: str | None, environment: dict[str, str], wanted: str | None
) -> None:
    place = journal_location(flag, environment)
    if wanted is not None:
        assert place == wanted
    else:
        assert isinstance(place, Path)
        assert place.is_absolute()
        assert place.parts[-2:] == ("batch-sender", "journal.sqlite3")


def test_a_table_of_a_batch_file_maps_fields_as_the_flag_does() -> None:
    table = {"nome": "Cliente", "phone": ["Celular", "Fone"]}
    settings = Settings(map=table)  # type: ignore[arg-type] # what a TOML table reads as
    pairs = (("nome", "Cliente"), ("phone", "Celular"), ("phone", "Fone"))
    assert settings.map == pairs
    assert Settings(**settings.model_dump(mode="json")).map == pairs


@pytest.mark.parametrize("ddd", ["20", "011", "1", "", "ab"])
def test_a_ddd_that_there_is_not_is_refused(ddd: str) -> None:
    with pytest.raises(BadSetting, match="--ddd"):
        Settings(ddd=ddd)


def test_one_condition_or_several_choose_rows() -> None:
    assert Settings(where="cidade = Recife").where == ("cidade = Recife",)  # type: ignore[arg-type] # as a batch file may have it
    several = Settings(where=("cidade = Recife", "valor > 1,50"))
    assert Settings(**several.model_dump(mode="json")).where == several.where
