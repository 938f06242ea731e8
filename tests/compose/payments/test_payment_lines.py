"""A payment line says what it asks for, or what is wrong with it and where."""

import string
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.payments import Damage, Payment, holds_payment, read_payment
from batch_sender.compose.payments.boleto import bar_code_of, line_of
from batch_sender.compose.payments.check_digits import modulo_10, modulo_11_of_slips
from batch_sender.compose.payments.day_count import due_day, factor_of
from batch_sender.compose.payments.pix import checksum_of
from batch_sender.models.payments import PaymentFault, PaymentKind
from tests.compose.payments.corpus import LINES
from tests.compose.payments.written import boleto, pix, pix_charge, slip

DIGITS = st.integers(0, 9).map(str)
CENTS = st.integers(0, 10**10 - 1)
DUE = st.dates(date(2020, 1, 1), date(2038, 1, 1))


def free(many: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=many, max_size=many)


def told(found: Payment | Damage | None, today: date) -> str:
    """Write what was read as the corpus does."""
    assert found is not None
    if isinstance(found, Damage):
        return found.detail
    parts = [found.kind.value]
    if found.amount is not None:
        parts.append(str(found.amount))
    if found.factor is not None:
        parts.append(due_day(found.factor, today=today).isoformat())
    return " ".join(parts)


# ── what people have ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "today", "expected"),
    [pytest.param(*line[:3], id=f"{line[3]}, {line[1]}") for line in LINES],
)
def test_the_corpus_is_read_as_it_says(cell: str, today: date, expected: str) -> None:
    assert told(read_payment(cell), today) == expected


def test_the_corpus_has_both_sides_of_the_day_on_which_the_count_began_anew() -> None:
    days = {expected.rpartition(" ")[2] for _cell, _today, expected, _why in LINES}
    assert {"2025-02-20", "2025-02-21", "2025-02-22", "2025-02-23"} <= days
    assert len(LINES) >= 40


# Examples that others have published, so that ours are not right by our own rules alone.
@pytest.mark.parametrize(
    ("cell", "kind", "amount"),
    [
        ("23793.38128 60007.827136 95000.063305 9 75520000370000", PaymentKind.BOLETO, "3700.00"),
        ("836200000005 667800481000 180975657313 001589636081", PaymentKind.SLIP, "66.78"),
        ("846700000017 435900240209 024050002435 842210108119", PaymentKind.SLIP, "143.59"),
    ],
)
def test_lines_of_others_are_right(cell: str, kind: PaymentKind, amount: str) -> None:
    found = read_payment(cell)
    assert isinstance(found, Payment)
    assert (found.kind, found.amount) == (kind, Decimal(amount))


def test_the_example_of_the_central_banks_manual_is_right() -> None:
    code = (
        "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
        "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
    )
    assert isinstance(read_payment(code), Payment)


def test_the_check_digits_of_the_arrecadacao_layout() -> None:
    # The two worked examples of FEBRABAN's layout: 01230067896 by either modulus.
    assert modulo_10("01230067896") == 3
    assert modulo_11_of_slips("01230067896") == 0


@pytest.mark.parametrize(
    ("factor", "day"),
    [
        (1000, date(2000, 7, 3)),
        (1667, date(2002, 5, 1)),
        (4789, date(2010, 11, 17)),
        (9999, date(2025, 2, 21)),
    ],
)
def test_the_days_of_the_first_count(factor: int, day: date) -> None:
    assert factor_of(day) == factor
    assert due_day(factor, today=day) == day


@given(today=st.dates(date(2018, 1, 1), date(2090, 1, 1)), ahead=st.integers(-3499, 5500))
def test_a_due_day_is_read_back_from_3499_days_ago_to_5500_ahead(today: date, ahead: int) -> None:
    due = today + timedelta(days=ahead)
    assert due_day(factor_of(due), today=today) == due
    assert due_day(factor_of(due), today=due) == due


# ── round trips ───────────────────────────────────────────────────────────────────────────────


@given(cents=CENTS, due=DUE, free=free(25))
def test_a_boleto_says_the_amount_and_day_it_was_made_of(cents: int, due: date, free: str) -> None:
    line = boleto(cents=cents, due=due, free=free)
    found = read_payment(f" {line[:5]}.{line[5:20]} {line[20:]} ")
    assert isinstance(found, Payment)
    assert found.amount == (Decimal(cents) / 100 or None)
    assert found.factor == factor_of(due)
    assert line_of(bar_code_of(line)) == line


@given(third=st.sampled_from("6789"), cents=CENTS, free=free(29))
def test_a_slip_says_its_amount_where_it_is_in_reais(third: str, cents: int, free: str) -> None:
    line = slip(third=third, cents=cents, free=free)
    found = read_payment(line)
    assert isinstance(found, Payment)
    assert found.amount == ((Decimal(cents) / 100 or None) if third in "68" else None)
    assert line_of(bar_code_of(line)) == line


@given(line=st.one_of(st.builds(boleto, cents=CENTS, due=DUE), st.builds(slip, cents=CENTS)))
def test_a_bar_code_is_told_with_its_line(line: str) -> None:
    found = read_payment(bar_code_of(line))
    assert isinstance(found, Damage)
    if found.fault is not PaymentFault.TOO_SHORT:  # one in a thousand begins as a line does
        assert (found.fault, found.found) == (PaymentFault.BAR_CODE, (line,))


@given(cents=st.integers(1, 10**9), txid=st.from_regex(r"[A-Za-z0-9]{1,25}", fullmatch=True))
def test_a_pix_code_says_its_amount(cents: int, txid: str) -> None:
    amount = f"{Decimal(cents) / 100:.2f}"
    for code in (pix(amount=amount, txid=txid), pix_charge(amount=amount)):
        found = read_payment(code)
        assert isinstance(found, Payment)
        assert found.amount == Decimal(amount)


def test_only_a_fixed_pix_code_may_be_everybodys() -> None:
    lines = (boleto(), slip(), pix_charge(), pix())
    found = [read_payment(line) for line in lines]
    assert [isinstance(p, Payment) and p.is_of_one_charge for p in found] == [True] * 3 + [False]


def test_a_name_whose_length_was_counted_in_bytes_is_read_all_the_same() -> None:
    head = pix(amount="10.00")[:-4].replace("6009SAO PAULO", "6010SÃO PAULO")
    found = read_payment(head + checksum_of(head))
    assert isinstance(found, Payment)
    assert found.amount == Decimal("10.00")


# ── what is noticed ───────────────────────────────────────────────────────────────────────────


def changed(line: str, at: int, digit: str) -> str:
    return f"{line[:at]}{digit}{line[at + 1 :]}"


@given(cents=CENTS, due=DUE, free=free(25), at=st.integers(0, 46), digit=DIGITS)
def test_any_changed_digit_of_a_boleto_is_noticed(
    cents: int, due: date, free: str, at: int, digit: str
) -> None:
    line = boleto(cents=cents, due=due, free=free)
    if line[at] == digit:
        return
    # Due day and amount are held by modulo 11 alone, which gives 1 for three remainders of eleven: where
    # it is 1, a change from one of these to another is not noticed.
    not_held = at > 32 and line[32] == "1"
    assert not_held or isinstance(read_payment(changed(line, at, digit)), Damage)


@given(cents=CENTS, free=free(29), at=st.integers(0, 47), digit=DIGITS)
def test_any_changed_digit_of_a_slip_by_modulo_10_is_noticed(
    cents: int, free: str, at: int, digit: str
) -> None:
    line = slip(third="6", cents=cents, free=free)
    # The third digit chooses the modulus: one that chooses the other is noticed by chance alone, of
    # which five check digits leave one in 160,000.
    if line[at] == digit or (at == 2 and digit in "89"):
        return
    assert isinstance(read_payment(changed(line, at, digit)), Damage)


@given(cents=CENTS, free=free(29), at=st.integers(0, 47), digit=DIGITS)
def test_any_changed_digit_of_a_slip_by_modulo_11_is_noticed(
    cents: int, free: str, at: int, digit: str
) -> None:
    line = slip(third="8", cents=cents, free=free)
    if line[at] == digit or (at == 2 and digit in "67"):
        return
    # Two remainders of eleven give 0. Not noticed is a change where both the block's check digit and that
    # of the whole are 0, and both remainders change from one to the other.
    not_held = line[at // 12 * 12 + 11] == "0" and line[3] == "0"
    assert not_held or isinstance(read_payment(changed(line, at, digit)), Damage)


@given(
    line=st.one_of(st.builds(boleto, cents=CENTS, due=DUE, free=free(25)), st.builds(slip)),
    at=st.integers(1, 46),  # without its first digit, an 8, a slip is no slip
)
def test_a_missing_digit_is_noticed_and_never_placed_elsewhere(line: str, at: int) -> None:
    found = read_payment(line[:at] + line[at + 1 :])
    assert isinstance(found, Damage)
    assert found.fault is PaymentFault.TOO_SHORT
    if found.found[2:]:
        begins, ends = (int(place) for place in found.found[2:])
        # A block may be right by chance without its digit, or with the next one's: then it is beside it.
        assert begins - 12 <= at + 1 <= ends + 12


@given(
    code=st.one_of(
        st.builds(pix, amount=st.sampled_from(("", "10.00", "1234.5"))), st.builds(pix_charge)
    ),
    at=st.integers(0, 400),
    sign=st.sampled_from(string.printable[:95]),
)
def test_any_changed_character_of_a_pix_code_is_noticed(code: str, at: int, sign: str) -> None:
    at %= len(code)
    alike = at >= len(code) - 4 and code[at].upper() == sign.upper()
    if code[at] != sign and not alike:
        assert isinstance(read_payment(changed(code, at, sign)), Damage)


@given(code=st.one_of(st.builds(pix), st.builds(pix_charge)), at=st.integers(1, 400))
def test_a_pix_code_cut_off_says_where(code: str, at: int) -> None:
    kept = code[: 6 + at % (len(code) - 6)]
    found = read_payment(kept)
    assert isinstance(found, Damage)
    assert (found.fault, found.found[0]) == (PaymentFault.PIX_CUT_OFF, len(kept.rstrip()))


# ── anything ──────────────────────────────────────────────────────────────────────────────────

ANYTHING = st.one_of(
    st.text(),
    st.integers(0, 1100).map(lambda many: "9" * many),
    st.text("0123456789.- ", max_size=70),
    st.text("0268BR.", max_size=60).map(lambda text: f"000201{text}"),
    st.text("8 6712340", min_size=40, max_size=50).map(lambda text: f"8{text}"),
)


@given(cell=ANYTHING)
def test_any_cell_is_read_or_refused(cell: str) -> None:
    found = read_payment(cell)
    assert found is None or isinstance(found, Damage | Payment)
    assert isinstance(holds_payment(cell), bool)


@pytest.mark.parametrize(
    ("cell", "holds"),
    [
        (boleto(), True),
        (boleto()[:-1], True),
        (slip(), True),
        (pix(), True),
        (pix_charge()[:50], True),
        (bar_code_of(boleto()), True),
        ("2,37933812600078E+46", True),
        ("35261112345678000199550010000012341000012345", False),  # the access key of an invoice
        ("5511987654321", False),
        ("123.456.789-09", False),
        ("", False),
        ("Rua das Flores, 100", False),
    ],
)
def test_a_column_is_known_by_cells_that_look_like_lines(cell: str, holds: bool) -> None:
    assert holds_payment(cell) is holds
