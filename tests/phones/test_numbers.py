"""What people write in a phone column, and what is right for each."""

import random
import re
from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_sender.models import Phone, PhoneNumber, Problem, ProblemCode, RepairRule
from batch_sender.models.area_codes import is_ddd
from batch_sender.phones import PhoneRules, mask, parse_phone, person_key, read_any, read_plain
from tests.corpus import numbers, words_beside
from tests.corpus.numbers import RULES

NUMBERS = [*numbers.NUMBERS, *words_beside.WITH_WORDS]
REFUSED = [*numbers.REFUSED, *words_beside.WITHOUT_NUMBER]


@pytest.mark.parametrize(
    ("text", "digits", "repairs", "_why"), NUMBERS, ids=[f"{r[0]!a} {r[3]}" for r in NUMBERS]
)
def test_usable_numbers(text: str, digits: str, repairs: str, _why: str) -> None:
    phone = parse_phone(text)
    assert isinstance(phone, Phone), phone
    assert phone.number == digits
    assert [repair.rule for repair in phone.repairs] == [RULES[r] for r in repairs.split()]
    assert all((repair.before, repair.after) == (text, digits) for repair in phone.repairs)


@pytest.mark.parametrize(
    ("text", "code", "_why"), REFUSED, ids=[f"{r[0][:40]!a} {r[2]}" for r in REFUSED]
)
def test_refused_texts(text: str, code: str, _why: str) -> None:
    assert parse_phone(text) == Problem(code=ProblemCode(code), detail=text)


def test_the_table_is_as_long_as_promised_and_says_why() -> None:
    assert len(NUMBERS) + len(REFUSED) >= 300
    assert all(row[-1] for row in (*NUMBERS, *REFUSED))
    texts = [row[0] for row in (*NUMBERS, *REFUSED)]
    assert len(set(texts)) == len(texts)


# ── what holds for any text ───────────────────────────────────────────────────────────────────

_NUMBERLIKE = st.text(alphabet="0123456789+() -.,/xX*eE'\t\n\u200b\u00a0５٣²", max_size=24)
_BRAZILIAN = st.from_regex(
    r"(\+?55 ?|0|00|0xx|015 ?)?\(?[1-9][0-9]\)? ?9? ?[0-9]{4}[- ]?[0-9]{4}", fullmatch=True
)
_ANY = st.one_of(st.text(), _NUMBERLIKE, _BRAZILIAN, st.from_regex(r"(\+|00)[0-9]{6,16}"))


def changes(phone: Phone | Problem) -> tuple[str, list[str]]:
    """Return the number, and the rules that changed anything; what only remarks on it is left out."""
    assert isinstance(phone, Phone), phone
    return phone.number, [repair.rule for repair in phone.repairs if not repair.rule.is_note]


@given(_ANY)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_number_that_reads_as_itself_or_a_problem(text: str) -> None:
    parsed = parse_phone(text)
    if isinstance(parsed, Problem):
        assert parsed.detail == text
        return
    assert re.fullmatch(r"[1-9][0-9]{7,14}", parsed.number)
    assert changes(parse_phone(f"+{parsed.number}")) == (parsed.number, [])
    if parsed.number.startswith("55"):
        assert changes(parse_phone(parsed.number)) == (parsed.number, [])


@given(_ANY)
@settings(max_examples=400, deadline=None)
def test_the_short_way_answers_as_the_long_way(text: str) -> None:
    plain = read_plain(text)
    assert plain is None or plain == read_any(text)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS - {"TA"}))  # no mobiles
def test_every_countrys_example_mobile_is_sent_as_its_e164_digits(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) < 9:  # Tokelau, say: below eight digits
        assert isinstance(parse_phone(e164), Problem)
    else:
        assert parse_phone(e164) == Phone(number=PhoneNumber(e164[1:]))


# No DDD is 90, which phonenumbers takes for the prefix of a collect call and drops.
_PLAIN = st.from_regex(
    r"(\+?55 ?)?\(?0?([1-8][0-9]|9[1-9])\)? ?9 ?[0-9]{4}[- ]?[0-9]{4}", fullmatch=True
)

# ── the two ways, and phonenumbers itself, on many numbers ────────────────────────────────────

_MASKS = (
    "{a}{n}",
    "({a}) {h}-{t}",
    "{a} {h} {t}",
    "+55 {a} {h}-{t}",
    "55{a}{n}",
    "+55{a}{n}",
    "0{a} {h}-{t}",
)


def generated(count: int) -> Iterator[str]:
    """Yield numbers in plain notations, of every area from 10 to 99, most of them mobiles."""
    chance = random.Random(20190216)
    for _ in range(count):
        length = chance.choice((9, 9, 9, 8))
        number = str(chance.randrange(10 ** (length - 1), 10**length))
        if length == 9 and chance.random() < 0.9:
            number = "9" + number[1:]
        # No DDD is 90, which phonenumbers takes for the prefix of a collect call and drops.
        area = chance.choice([*range(10, 90), *range(91, 100)])
        yield chance.choice(_MASKS).format(a=area, n=number, h=number[:-4], t=number[-4:])


def test_both_ways_agree_on_a_hundred_thousand_numbers() -> None:
    answered = 0
    for text in generated(100_000):
        plain = read_plain(text)
        if plain is None:
            continue
        answered += 1
        assert plain == read_any(text), text
    assert answered > 30_000  # the short way is really taken


@pytest.mark.parametrize("mask", ["{a}{n}", "({a}) {h}-{t}", "+55 0{a} {n}", "55{a}{h} {t}"])
def test_the_ninth_digit_is_added_the_short_way_as_the_long_way_adds_it(mask: str) -> None:
    added = 0
    for area in range(11, 100):
        for subscriber in (f"{first}{rest}" for first in "23456789" for rest in ("7654321", "0" * 7, "8" * 7)):  # fmt: skip
            text = mask.format(a=area, n=subscriber, h=subscriber[:4], t=subscriber[4:])
            plain, long = read_plain(text), read_any(text)
            assert plain is None or plain == long, text
            if isinstance(long, Phone) and RepairRule.NINTH_DIGIT_ADDED in long.rules:
                added += 1
                assert plain == long, text
    assert added == 67 * (3 + 3 + 2)  # every DDD; 8888-8888 is nobody's


@given(_PLAIN)
@settings(max_examples=1000, deadline=None)
def test_what_goes_the_short_way_is_a_mobile_to_phonenumbers(text: str) -> None:
    plain = read_plain(text)
    theirs = phonenumbers.parse(text, "BR")
    if plain is None:  # an invented number is a mobile to phonenumbers
        invented = read_any(text) == Problem(code=ProblemCode.PHONE_NOT_ALLOWED, detail=text)
        assert invented or not phonenumbers.is_valid_number(theirs)
        return
    assert phonenumbers.number_type(theirs) == phonenumbers.PhoneNumberType.MOBILE
    assert plain.number == _reference(text)
    long = read_any(text)
    assert isinstance(long, Phone)
    assert (plain.number, plain.repairs) == (long.number, long.repairs)


def test_phonenumbers_agrees_on_a_hundred_thousand_where_no_rule_of_ours_applies() -> None:
    usable = 0
    for text in generated(100_000):
        ours = parse_phone(text)
        theirs = _reference(text)
        if isinstance(ours, Phone):
            usable += 1
            rules = {repair.rule for repair in ours.repairs}
            repaired = RepairRule.NINTH_DIGIT_ADDED in rules
            assert ours.number == theirs or (repaired and theirs is None), text
        else:
            assert theirs is None or ours.code is ProblemCode.PHONE_NOT_ALLOWED, text
    assert usable > 40_000


def _reference(text: str) -> str | None:
    parsed = phonenumbers.parse(text, "BR")
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]


def test_the_ninth_digit_is_added_only_where_eight_digits_are_no_line() -> None:
    for first in "23456789":
        parsed = parse_phone(f"11 {first}765-4321")
        assert isinstance(parsed, Phone)
        mended = any(r.rule is RepairRule.NINTH_DIGIT_ADDED for r in parsed.repairs)
        assert mended == (first in "689"), first


# ── words beside a number ─────────────────────────────────────────────────────────────────────

_WORDS = st.lists(
    st.sampled_from(
        ["Ana", "zap", "mãe", "recado", "não ligar", "CPF", "casa", "fax", "blabla", "(", ")", " - ",
         "/", ":", ";", " ", "TIM", "12", "com", "ou", "+55", "ramal 3", "não tem"]
    ),
    max_size=4,
).map(" ".join)  # fmt: skip


@given(_WORDS, _BRAZILIAN, _WORDS)
@settings(max_examples=150)
def test_words_change_no_digit_of_the_number_beside_them(
    before: str, number: str, behind: str
) -> None:
    alone, beside = parse_phone(number), parse_phone(f"{before} {number} {behind}")
    if isinstance(beside, Phone) and not set("0123456789") & set(before + behind):
        assert isinstance(alone, Phone)
        assert beside.number == alone.number
    if "não ligar" in before + behind or "blabla" in (before + behind).split():
        assert isinstance(beside, Problem)


@given(st.text(alphabet="nao temNA/0x-—sei ", max_size=12))
def test_what_holds_no_digit_is_no_number(text: str) -> None:
    assert isinstance(parse_phone(text), Problem)


_IDS = st.one_of(
    st.from_regex(r"[0-9]{5,20}(:[0-9]{1,2})?@(lid|g\.us)", fullmatch=True),
    st.from_regex(r"@[a-z][a-z0-9._]{2,28}", fullmatch=True),
    st.from_regex(r"(https://)?wa\.me/(qr|message)/[A-Z0-9]{8,16}", fullmatch=True),
)


@given(_IDS)
def test_the_digits_of_an_id_are_never_taken_for_a_number(text: str) -> None:
    assert parse_phone(text) == Problem(code=ProblemCode.PHONE_IS_NAME, detail=text)


@given(_BRAZILIAN)
def test_whatsapps_own_notation_is_read_as_the_number_with_its_country(text: str) -> None:
    plain = parse_phone(text)
    if isinstance(plain, Phone):
        for ending in ("@c.us", "@s.whatsapp.net"):
            assert changes(parse_phone(plain.number + ending))[0] == plain.number


# ── people and logs ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("5531987654321", "553187654321", True, id="a mobile and its old form"),
        pytest.param(
            "5511977654321", "551177654321", True, id="7: both forms are valid, one person"
        ),
        pytest.param("5511967654321", "551167654321", True, id="6 was a mobile too"),
        pytest.param(
            "5511933334444", "551133334444", False, id="two lines: 9 before a 3 is no twin"
        ),
        pytest.param("5511923456789", "551123456789", False, id="two lines: 2"),
        pytest.param("5511953334444", "551153334444", False, id="two lines: 5"),
        pytest.param("5511987654321", "5521987654321", False, id="another DDD"),
        pytest.param("5511999876543", "551199876543", True, id="only the first 9 goes"),
        pytest.param("5491198765432", "549118765432", False, id="no Brazilian rule abroad"),
        pytest.param("351912345678", "35112345678", False, id="nor in Portugal"),
        pytest.param("5491123456789", "541123456789", True, id="Argentina: its 9"),
        pytest.param("5492944123456", "542944123456", True, id="Argentina, a longer area code"),
        pytest.param("5491123456789", "541123456780", False, id="Argentina, another number"),
        pytest.param("5215512345678", "525512345678", True, id="Mexico: its 1"),
        pytest.param("5218112345678", "528112345678", True, id="Mexico, Monterrey"),
        pytest.param("5215512345678", "541512345678", False, id="two countries"),
    ],
)
def test_twins_are_one_person(one: str, other: str, *, same: bool) -> None:
    assert (person_key(PhoneNumber(one)) == person_key(PhoneNumber(other))) is same


@given(_BRAZILIAN)
@settings(deadline=None)
def test_a_person_key_is_its_own_key(text: str) -> None:
    parsed = parse_phone(text)
    if isinstance(parsed, Phone):
        key = person_key(parsed.number)
        assert person_key(PhoneNumber(key)) == key
        assert key[-8:] == parsed.number[-8:]


def test_logs_show_the_last_four_digits_alone() -> None:
    assert mask(PhoneNumber("5511987654321")) == "…4321"


# ── what is known besides the text ────────────────────────────────────────────────────────────


def test_a_number_without_ddd_takes_the_one_that_is_known() -> None:
    from_flag = PhoneRules(ddd="11")
    for text, number, rules in [
        ("98765-4321", "5511987654321", ["country_code_added", "ddd_added"]),
        ("8765-4321", "5511987654321", ["country_code_added", "ddd_added", "ninth_digit_added"]),
        ("3333-4444", "551133334444", ["country_code_added", "ddd_added", "fixed_line"]),
        ("+55 98765-4321", "5511987654321", ["ddd_added"]),
        ("21 98765-4321", "5521987654321", ["country_code_added"]),  # it has its own
        ("+351 912 345 678", "351912345678", []),  # and abroad there are none
    ]:
        phone = parse_phone(text, from_flag)
        assert isinstance(phone, Phone), text
        assert (phone.number, [repair.rule for repair in phone.repairs]) == (number, rules)


@pytest.mark.parametrize(
    ("text", "code", "_why"),
    [
        ("4004-1234", "phone_not_allowed", "a company's number stays one"),
        ("0800 123 4567", "phone_not_allowed", "toll-free stays toll-free"),
        ("99999-9999", "phone_not_allowed", "invented stays invented"),
        ("98765-432", "phone_invalid", "one digit short, however eight they are"),
        ("22041-001", "phone_invalid", "a postal code"),
        ("2024-03-12", "phone_invalid", "a date"),
    ],
)
def test_a_known_ddd_makes_no_number_of_anything_else(text: str, code: str, _why: str) -> None:
    assert parse_phone(text, PhoneRules(ddd="11")) == Problem(code=ProblemCode(code), detail=text)


def test_a_ddd_of_the_row_itself_is_told_from_the_one_of_a_flag() -> None:
    phone = parse_phone("98765-4321", PhoneRules(ddd="21", ddd_by=RepairRule.DDD_JOINED))
    assert isinstance(phone, Phone)
    assert RepairRule.DDD_JOINED in {repair.rule for repair in phone.repairs}


def test_there_are_67_ddds_those_that_phonenumbers_knows() -> None:
    ours = {n for n in range(100) if is_ddd(f"{n:02}")}
    theirs = {
        n
        for n in range(10, 100)
        if phonenumbers.is_valid_number(phonenumbers.parse(f"+55{n}987654321"))
    }
    assert ours == theirs
    assert len(ours) == 67


@pytest.mark.parametrize("text", ["11 3333-4444", "+44 20 7946 0958"])
def test_fixed_lines_pass_with_a_note_or_are_refused(text: str) -> None:
    phone = parse_phone(text)
    assert isinstance(phone, Phone)
    assert phone.repairs[-1].rule is RepairRule.FIXED_LINE
    refused = parse_phone(text, PhoneRules(fixed_lines=False))
    assert refused == Problem(code=ProblemCode.PHONE_FIXED_LINE, detail=text)


def test_of_a_cell_the_own_mobile_goes_before_the_line_and_that_before_somebody_elses() -> None:
    for cell, number in [
        ("11 3333-4444 / 11 98765-4321", "5511987654321"),
        ("11 98765-4321 (mãe) / 11 3333-4444", "551133334444"),
        ("11 98765-4321 (mãe) / 11 3333-4444 (pai)", "5511987654321"),
        ("11 98765-4322 / 11 98765-4321", "5511987654322"),
    ]:
        phone = parse_phone(cell)
        assert isinstance(phone, Phone), cell
        assert phone.number == number, cell
        assert phone.repairs[0].rule is RepairRule.FIRST_OF_SEVERAL
