"""Each answer of the contract's table, and what the message becomes; the same as docs/outcomes.md."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import responses

from batch_sender.config.tokens import Token
from batch_sender.gateway import Gateway, Probe, TokenGood
from batch_sender.models import (
    Accepted,
    Call,
    ConnectionIll,
    NotLeft,
    Outcome,
    Part,
    PhoneNumber,
    Reason,
    Rejected,
    Unknown,
)

URL = "https://api.example.com/api/messages/send"
TOKEN = "q9/tök&en+1"
CALL = Call(number=PhoneNumber("5511987654321"), part=Part.TEXT, text="Olá")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[2] / "docs" / "outcomes.md"
GENERIC = "Não foi possível enviar a mensagem, tente novamente em alguns instantes"
NO_API = "API Desabilitada. Entre em contato com o suporte para verificar nossos planos!"


@dataclass(frozen=True, kw_only=True)
class Row:
    case: str
    status: int
    body: str
    becomes: type[Accepted | Rejected | Unknown | NotLeft | ConnectionIll]
    reason: Reason | None
    headers: dict[str, str] = field(default_factory=dict)

    def as_documented(self) -> str:
        headers = "".join(f", {name}: {value}" for name, value in self.headers.items())
        body = f"`{self.body}`" if self.body else "nothing"
        reason = f"`{self.reason}`" if self.reason else "–"
        return f"| {self.case} | {self.status}{headers} | {body} | {self.becomes.__name__} | {reason} |"


def error(text: str) -> str:
    return json.dumps({"error": text}, ensure_ascii=False)


PAGE = "<html>…</html>"
LATER = {"Retry-After": "7"}
ILL = ConnectionIll

ROWS = [
    # The API's own answers, as docs/api-contract.md lists them.
    Row(case="accepted", status=200, body='{"mensagem":"Mensagem enviada"}', becomes=Accepted, reason=None),
    Row(case="accepted by a sibling server", status=200, body='{"status":"SUCCESS"}', becomes=Accepted, reason=None),
    Row(case="token wrong or missing", status=401, body=error("Acesso não permitido"), becomes=ILL, reason=Reason.TOKEN_REFUSED),
    Row(case="connection not started, or down", status=400, body=error("ERR_WAPP_NOT_INITIALIZED"), becomes=ILL, reason=Reason.NOT_CONNECTED),
    Row(case="no default connection", status=400, body=error("ERR_NO_DEF_WAPP_FOUND"), becomes=ILL, reason=Reason.NO_DEFAULT_CONNECTION),
    Row(case="plan without API", status=400, body=error(NO_API), becomes=ILL, reason=Reason.API_NOT_IN_PLAN),
    Row(case="number not on WhatsApp, or the look-up failed", status=400, body=error(GENERIC), becomes=Rejected, reason=Reason.REFUSED),
    Row(case="WhatsApp refused; a ticket is open", status=400, body=error("ERR_SENDING_WAPP_MSG"), becomes=Rejected, reason=Reason.SENDING_FAILED),
    Row(case="two requests at once to one new number", status=400, body=error("Validation error"), becomes=Rejected, reason=Reason.PAYLOAD_REFUSED),
    Row(case="payload fault, whatever the text says", status=500, body=error("Sessão Expirada! Recarregue sua página."), becomes=Rejected, reason=Reason.PAYLOAD_REFUSED),
    Row(case="wrong address", status=404, body=PAGE, becomes=ILL, reason=Reason.WRONG_ADDRESS),
    # What sibling servers of the family say.
    Row(case="token wrong, sibling", status=403, body=error("Acesso não permitido"), becomes=ILL, reason=Reason.TOKEN_REFUSED),
    Row(case="token wrong, a firewall's page", status=403, body=PAGE, becomes=ILL, reason=Reason.TOKEN_REFUSED),
    Row(case="session expired, sibling", status=401, body=error("ERR_SESSION_EXPIRED"), becomes=ILL, reason=Reason.TOKEN_REFUSED),
    Row(case="number not on WhatsApp, sibling", status=500, body=error("ERR_INTERNAL_ERROR"), becomes=Rejected, reason=Reason.REFUSED),
    Row(case="connection down, sibling", status=404, body=error("ERR_NO_DEF_WAPP_FOUND"), becomes=ILL, reason=Reason.NO_DEFAULT_CONNECTION),
    Row(case="limiter", status=429, body=error("Too many requests"), becomes=NotLeft, reason=Reason.TOO_MANY_REQUESTS),
    Row(case="limiter that names a time", status=429, body=PAGE, headers=LATER, becomes=NotLeft, reason=Reason.TOO_MANY_REQUESTS),
    # What stands in front of it.
    Row(case="no such call, method refused", status=405, body=PAGE, becomes=ILL, reason=Reason.WRONG_ADDRESS),
    Row(case="redirect", status=302, body=PAGE, headers={"Location": "/login"}, becomes=ILL, reason=Reason.WRONG_ADDRESS),
    Row(case="redirect that keeps the body", status=307, body="", headers={"Location": "/x"}, becomes=ILL, reason=Reason.WRONG_ADDRESS),
    Row(case="file too large for the proxy", status=413, body=PAGE, becomes=Rejected, reason=Reason.PAYLOAD_REFUSED),
    Row(case="closed for a while, and until when", status=503, body=PAGE, headers=LATER, becomes=NotLeft, reason=Reason.SERVICE_UNAVAILABLE),
    Row(case="closed for a while", status=503, body=PAGE, becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="closed until nobody knows when", status=503, body=PAGE, headers={"Retry-After": "soon"}, becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="gateway that may have passed it on", status=502, body=PAGE, becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="gateway that stopped waiting", status=504, body=PAGE, becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="gateway, with a text the API knows", status=502, body=error(GENERIC), becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="request time-out", status=408, body=error("timeout"), becomes=Unknown, reason=Reason.TIMED_OUT),
    # What nobody has seen yet.
    Row(case="another refusal, in JSON", status=422, body='{"message":"no"}', becomes=Rejected, reason=Reason.REFUSED),
    Row(case="another refusal, not in JSON", status=400, body=PAGE, becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="crash with a page", status=500, body=PAGE, becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="crash with a text nobody knows", status=500, body=error("boom"), becomes=Unknown, reason=Reason.SERVER_ERROR),
    Row(case="another call of the API", status=200, body='{"recebido":"ok"}', becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="success with more in it than is known", status=200, body='{"mensagem":"Mensagem enviada","error":"x"}', becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="success under another status", status=202, body='{"status":"SUCCESS"}', becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="a page where JSON should be", status=200, body=PAGE, becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="an empty 200", status=200, body="", becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="JSON, but no object", status=200, body='["SUCCESS"]', becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
    Row(case="half of a JSON text", status=400, body='{"error":"Não', becomes=Unknown, reason=Reason.ANSWER_NOT_UNDERSTOOD),
]  # fmt: skip


def send(
    status: int, body: str | bytes, headers: dict[str, str] | None = None, *, token: str = TOKEN
) -> Outcome:
    with responses.RequestsMock() as server:
        server.post(URL, status=status, body=body, headers=headers)
        with Gateway(url=URL, token=Token(token), now=lambda: NOW) as gateway:
            outcome = gateway.send(CALL)
        assert len(server.calls) == 1
    return outcome


@pytest.mark.parametrize("row", [pytest.param(row, id=row.case) for row in ROWS])
def test_an_answer_becomes_what_the_table_says(row: Row) -> None:
    outcome = send(row.status, row.body, row.headers)

    assert type(outcome) is row.becomes
    assert getattr(outcome, "reason", None) == row.reason
    assert outcome.status == row.status


def test_the_document_shows_the_same_table() -> None:
    section = DOCUMENT.read_text(encoding="utf-8").split("## What the server answers")[1]
    lines = section.split("\n## ")[0].splitlines()
    documented = [line for line in lines if line.startswith("| ")][1:]

    assert documented == [row.as_documented() for row in ROWS]


# ── how long to wait ──────────────────────────────────────────────────────────────────────────


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry-After": "120"}, 120, id="seconds"),
        pytest.param({"Retry-After": "0"}, 0, id="at-once"),
        pytest.param({"Retry-After": http_date(NOW + timedelta(seconds=90))}, 90, id="a-date"),
        pytest.param(
            {
                "Retry-After": http_date(NOW + timedelta(hours=5, seconds=30)),
                "Date": http_date(NOW + timedelta(hours=5)),
            },
            30,
            id="a-date-by-a-server-whose-clock-is-not-ours",
        ),
        pytest.param({"Retry-After": http_date(NOW - timedelta(days=1))}, 0, id="a-date-gone-by"),
        pytest.param({"Retry-After": "9" * 18}, 366 * 86_400, id="longer-than-a-year-is-a-year"),
        pytest.param({"Retry-After": "259200"}, 259_200, id="days"),
    ],
)
def test_the_time_a_server_asks_for_is_kept(
    status: int, headers: dict[str, str], seconds: float
) -> None:
    outcome = send(status, "", headers)

    assert isinstance(outcome, NotLeft)
    assert outcome.retry_after == seconds


@pytest.mark.parametrize("asked", ["-5", "1.5", "٣", "9" * 400, "Mon, 99 Foo 2026", "1, 2", ""])
def test_a_time_nobody_understands_is_none(asked: str) -> None:
    limited = send(429, "", {"Retry-After": asked})
    closed = send(503, "", {"Retry-After": asked})

    assert limited == NotLeft(reason=Reason.TOO_MANY_REQUESTS, status=429)
    assert isinstance(closed, Unknown)


# ── what is kept of the answer ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param(error("Acesso não permitido"), "Acesso não permitido", id="the-error"),
        pytest.param('{"mensagem":"Mensagem enviada"}', "Mensagem enviada", id="the-message"),
        pytest.param('{"error":{"a":1}}', '{"error":{"a":1}}', id="no-sentence-in-it"),
        pytest.param("<p>\r\n\tHi\x00\x1b[31m\u202e</p>", "<p> Hi [31m </p>", id="one-clean-line"),
        pytest.param(b"caf\xe9", "caf�", id="not-utf-8"),
        pytest.param("x" * 9000, "x" * 500, id="cut"),
        pytest.param("[" * 60_000, "[" * 500, id="too-deep-to-parse"),
    ],
)
def test_the_answers_text_is_kept_short_and_clean(body: str | bytes, kept: str) -> None:
    assert send(400, body).answer == kept


@pytest.mark.parametrize(
    "echo",
    [
        pytest.param(TOKEN, id="as-it-is"),
        pytest.param("q9%2Ft%C3%B6k%26en%2B1", id="in-an-address"),
        pytest.param("q9/tök&amp;en+1", id="in-a-page"),
        pytest.param("q9/t\\u00f6k&en+1", id="in-json-escapes"),
        pytest.param("q9\\/tök&en+1", id="in-php-s-json"),
        pytest.param("x" * 495 + TOKEN, id="across-the-cut"),
    ],
)
@pytest.mark.parametrize("wrap", ["<p>token {} is bad</p>", '{{"error":"token {} is bad"}}'])
def test_a_token_that_is_echoed_is_not_kept(echo: str, wrap: str) -> None:
    outcome = send(401, wrap.format(echo))

    assert "q9" not in repr(outcome)
    assert "***" in repr(outcome) or len(outcome.answer) == 500


# ── the probe ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        pytest.param(400, error(GENERIC), TokenGood(status=400, answer=GENERIC), id="generic"),
        pytest.param(
            422, error("number?"), TokenGood(status=422, answer="number?"), id="asks-for-the-number"
        ),
        pytest.param(
            401,
            error("Acesso não permitido"),
            ILL(reason=Reason.TOKEN_REFUSED, status=401, answer="Acesso não permitido"),
            id="bad-token",
        ),
        pytest.param(
            400, error(NO_API), ILL(reason=Reason.API_NOT_IN_PLAN, status=400, answer=NO_API), id="plan"
        ),
        pytest.param(
            404, "<p>", ILL(reason=Reason.WRONG_ADDRESS, status=404, answer="<p>"), id="no-such-page"
        ),
        pytest.param(
            200, "<p>", ILL(reason=Reason.WRONG_ADDRESS, status=200, answer="<p>"), id="the-panel"
        ),
        pytest.param(
            200,
            '{"recebido":"ok"}',
            ILL(reason=Reason.WRONG_ADDRESS, status=200, answer='{"recebido":"ok"}'),
            id="says-200-to-everything",
        ),
        pytest.param(
            # A message to nobody cannot have been accepted: whatever this is, it is no proof.
            200,
            '{"status":"SUCCESS"}',
            Unknown(
                reason=Reason.ANSWER_NOT_UNDERSTOOD, status=200, answer='{"status":"SUCCESS"}'
            ),
            id="accepts-nobody",
        ),
        pytest.param(
            200, "", Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, status=200), id="empty"
        ),
        pytest.param(
            # The body is parsed before the token is looked at, so this proves nothing.
            500,
            error("Sessão Expirada!"),
            Unknown(
                reason=Reason.ANSWER_NOT_UNDERSTOOD, status=500, answer="Sessão Expirada!"
            ),
            id="payload-fault",
        ),
        pytest.param(429, "", NotLeft(reason=Reason.TOO_MANY_REQUESTS, status=429), id="limiter"),
        pytest.param(502, "", Unknown(reason=Reason.SERVER_ERROR, status=502), id="gateway"),
    ],
)  # fmt: skip
def test_a_probe_tells_of_the_token(status: int, body: str, told: Probe) -> None:
    with responses.RequestsMock() as server:
        server.post(URL, status=status, body=body)
        with Gateway(url=URL, token=Token(TOKEN)) as gateway:
            assert gateway.probe() == told
