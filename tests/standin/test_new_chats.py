"""WhatsApp's lock on new chats, and the phone that shows it."""

import re

import pytest
import requests

from batch_sender import language
from batch_sender.models import SeenOnPhone
from batch_sender.standin import LineState, StandIn

FRIEND, ANA, BIA, CAIO = (f"55119000000{n}" for n in (10, 11, 12, 13))
NOT_ON_WHATSAPP = "5511900001400"


def send(api: StandIn, number: str, *, token: str | None = None, text: str = "Oi") -> int:
    answer = requests.post(
        api.url,
        json={"number": number, "openTicket": "0", "body": text},
        headers={"Authorization": f"Bearer {token or api.token}"},
        timeout=60,
    )
    return answer.status_code


def marks(api: StandIn) -> dict[str, SeenOnPhone]:
    """Return how the newest message of each chat stands."""
    return {one.number: one.mark for one in api.received if one.number}


def test_without_a_lock_every_new_chat_opens(api: StandIn) -> None:
    for number in (ANA, BIA, CAIO):
        send(api, number)
    assert set(marks(api).values()) == {SeenOnPhone.TWO_TICKS}


def test_behind_the_lock_new_people_are_accepted_and_lost_while_old_chats_go_on(
    api: StandIn,
) -> None:
    api.lock_new_chats(after=2)
    statuses = [send(api, number) for number in (ANA, BIA, CAIO, ANA)]

    assert statuses == [200] * 4, "nothing in the answers tells"
    assert marks(api) == {
        ANA: SeenOnPhone.TWO_TICKS,
        BIA: SeenOnPhone.TWO_TICKS,
        CAIO: SeenOnPhone.CLOCK,
    }
    assert [len(api.customer(number)) for number in (ANA, BIA, CAIO)] == [2, 1, 0]


def test_who_wrote_first_is_no_new_person(api: StandIn) -> None:
    api.lock_new_chats(after=1)
    api.customer_writes(FRIEND)
    api.agent_takes(BIA)
    for number in (FRIEND, BIA, ANA, CAIO):
        send(api, number)
    assert marks(api) == {
        FRIEND: SeenOnPhone.TWO_TICKS,
        BIA: SeenOnPhone.TWO_TICKS,
        ANA: SeenOnPhone.TWO_TICKS,
        CAIO: SeenOnPhone.CLOCK,
    }


def test_a_number_that_is_not_on_whatsapp_counts_once_toward_the_lock(api: StandIn) -> None:
    api.lock_new_chats(after=2)
    assert [send(api, NOT_ON_WHATSAPP), send(api, NOT_ON_WHATSAPP)] == [400, 400]
    send(api, ANA)
    send(api, BIA)
    assert (marks(api)[ANA], marks(api)[BIA]) == (SeenOnPhone.TWO_TICKS, SeenOnPhone.CLOCK)


def test_each_connection_has_its_own_chats() -> None:
    with StandIn(tokens={"one": LineState.CONNECTED, "two": LineState.CONNECTED}) as api:
        api.lock_new_chats(after=1)
        send(api, ANA, token="one")
        send(api, BIA, token="two")
        send(api, BIA, token="one")
        assert [one.mark for one in api.received] == [
            SeenOnPhone.TWO_TICKS,
            SeenOnPhone.TWO_TICKS,
            SeenOnPhone.CLOCK,
        ]


# ── what a person sees who looks at the phone ─────────────────────────────────────────────────


@pytest.fixture
def locked(api: StandIn) -> StandIn:
    api.lock_new_chats(after=1)
    send(api, ANA)
    send(api, BIA, text="<b>Oi</b>")
    send(api, NOT_ON_WHATSAPP)
    return api


def test_the_page_shows_each_message_as_the_phone_would(locked: StandIn) -> None:
    answer = requests.get(locked.customers_url, timeout=60)
    rows = re.findall(r"<tr><td>(\d+)</td><td>(\S+) .*?</td>", answer.text)
    assert rows == [(BIA, "🕓"), (ANA, "✓✓")], "newest first; who was refused has no chat"
    assert "<b>" not in answer.text
    assert len(locked.received) == 3, "whoever looks is no request of the API"


def test_the_page_speaks_the_language_the_stand_in_was_started_in() -> None:
    language.use("pt-BR")
    with StandIn() as api:
        language.use("en")
        assert 'lang="pt-BR"' in requests.get(api.customers_url, timeout=60).text


def test_programs_read_the_same_as_json(locked: StandIn) -> None:
    told = requests.get(locked.customers_url + ".json", timeout=60).json()
    assert [(one["number"], one["mark"], one["text"]) for one in told] == [
        (BIA, "clock", "<b>Oi</b>"),
        (ANA, "two_ticks", "Oi"),
    ]


def test_what_the_queue_still_holds_is_not_there_yet() -> None:
    with StandIn(queue_seconds=60) as api:
        send(api, ANA)
        send(api, BIA)
        api.lock_new_chats(after=0)
        send(api, CAIO)
        assert marks(api)[BIA] is SeenOnPhone.ABSENT
        assert marks(api)[CAIO] is SeenOnPhone.CLOCK


def test_a_page_from_elsewhere_cannot_read_it(locked: StandIn) -> None:
    elsewhere = {"Host": f"evil.example:{locked.port}"}
    assert requests.get(locked.customers_url, headers=elsewhere, timeout=60).status_code == 404
