"""What people write in a phone column, and what is right for each."""

import random
import re
from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_sender.models import Phone, PhoneNumber, Problem, ProblemCode, RepairRule
from batch_sender.phones import mask, parse_phone, person_key, read_any, read_plain

RULES = {
    "55": RepairRule.COUNTRY_CODE_ADDED,
    "0": RepairRule.TRUNK_PREFIX_REMOVED,
    "9": RepairRule.NINTH_DIGIT_ADDED,
}

# (as found, the digits to send, repairs: 55 added, 0 removed, 9 added, why this is right)
NUMBERS = [
    # mobiles in plain notations
    ("5511987654321", "5511987654321", "", "as the API's own page writes it"),
    ("+5511987654321", "5511987654321", "", "E.164"),
    ("+55 11 98765-4321", "5511987654321", "", "international notation"),
    ("+55 (11) 98765-4321", "5511987654321", "", "with the DDD in brackets"),
    ("+55(11)98765-4321", "5511987654321", "", "without blanks"),
    ("55 11 98765 4321", "5511987654321", "", "55 and eleven digits: the country"),
    ("55(11)987654321", "5511987654321", "", "55 before a bracket"),
    ("11987654321", "5511987654321", "55", "DDD and mobile"),
    ("(11) 98765-4321", "5511987654321", "55", "the usual mask"),
    ("(11)98765-4321", "5511987654321", "55", "the mask without a blank"),
    ("(11) 9 8765-4321", "5511987654321", "55", "the ninth digit set apart"),
    ("(11) 9.8765-4321", "5511987654321", "55", "the ninth digit behind a dot"),
    ("11 98765 4321", "5511987654321", "55", "blanks only"),
    ("11-98765-4321", "5511987654321", "55", "dashes only"),
    ("11.98765.4321", "5511987654321", "55", "dots only"),
    ("11_98765_4321", "5511987654321", "55", "underscores, from a file name"),
    ("[11] 98765-4321", "5511987654321", "55", "square brackets"),
    ("(11 98765-4321", "5511987654321", "55", "a bracket that was never closed"),
    ("  11 98765-4321  ", "5511987654321", "55", "blanks around"),
    ("11  98765  -  4321", "5511987654321", "55", "blanks by the handful"),
    ("11\t98765-4321", "5511987654321", "55", "a tab"),
    ("5.511.987.654.321", "5511987654321", "", "Excel's thousands in Portuguese"),
    ("11 93333-4444", "5511933334444", "55", "9 and what looks like a fixed line is a mobile"),
    ("99 98765-4321", "5599987654321", "55", "DDD 99 (Maranhão)"),
    ("69 98765-4321", "5569987654321", "55", "DDD 69 (Rondônia)"),
    ("28 99876-5432", "5528998765432", "55", "DDD 28 (Espírito Santo)"),
    ("21 98888-8888", "5521988888888", "55", "nine and eight equal digits: dear, but sold"),
    ("11 99999-9998", "5511999999998", "55", "one digit off is not invented"),
    # DDD 55, Santa Maria, is not the country
    ("55 98765-4321", "5555987654321", "55", "eleven digits that begin with 55: DDD 55"),
    ("(55) 98765-4321", "5555987654321", "55", "the same, in brackets"),
    ("55987654321", "5555987654321", "55", "the same, bare"),
    ("5555987654321", "5555987654321", "", "country and DDD 55"),
    ("+55 55 98765-4321", "5555987654321", "", "country and DDD 55, with plus"),
    ("55 3221-4567", "555532214567", "55", "a fixed line of DDD 55"),
    ("555532214567", "555532214567", "", "the same with its country"),
    ("055 98765-4321", "5555987654321", "55 0", "trunk 0 before DDD 55"),
    # fixed lines pass
    ("11 3333-4444", "551133334444", "55", "a fixed line"),
    ("(11) 2345-6789", "551123456789", "55", "a fixed line that begins with 2"),
    ("51 5123-4567", "555151234567", "55", "a fixed line that begins with 5"),
    ("551133334444", "551133334444", "", "a fixed line with its country"),
    ("+55 61 3223-4567", "556132234567", "", "Brasília"),
    ("(11) 4004-1234", "551140041234", "55", "with a DDD phonenumbers takes it for a line"),
    # old mobiles, written before the ninth digit came
    ("11 8765-4321", "5511987654321", "55 9", "begins with 8: was a mobile"),
    ("1187654321", "5511987654321", "55 9", "the same, bare"),
    ("(21) 9876-5432", "5521998765432", "55 9", "begins with 9: was a mobile"),
    ("551187654321", "5511987654321", "9", "with its country"),
    ("+55 31 8765-4321", "5531987654321", "9", "with plus"),
    ("011 8765-4321", "5511987654321", "55 0 9", "with trunk 0"),
    ("11 87 65 43 21", "5511987654321", "55 9", "in pairs"),
    ("11.8765.4321", "5511987654321", "55 9", "in halves, with dots"),
    ("11 6765-4321", "5511967654321", "55 9", "6 is possible, not valid: was a mobile"),
    ("11 7765-4321", "551177654321", "55", "7 is valid as it stands (trunked radio)"),
    ("551177654321", "551177654321", "", "the same with its country"),
    ("11 97765-4321", "5511977654321", "55", "and its nine-digit form is valid too"),
    ("55 9876-5432", "5555998765432", "55 9", "ten digits: DDD 55 and an old mobile"),
    # trunk 0 and carriers
    ("011 98765-4321", "5511987654321", "55 0", "trunk 0"),
    ("(011) 98765-4321", "5511987654321", "55 0", "trunk 0 in the brackets"),
    ("0 11 98765-4321", "5511987654321", "55 0", "trunk 0 set apart"),
    ("0xx11 98765-4321", "5511987654321", "55 0", "the place of the carrier's code"),
    ("(0xx11) 98765-4321", "5511987654321", "55 0", "the same in brackets"),
    ("(0XX11) 3333-4444", "551133334444", "55 0", "in capitals, a fixed line"),
    ("0**11 98765-4321", "5511987654321", "55 0", "with stars"),
    ("0 xx 11 98765-4321", "5511987654321", "55 0", "with blanks"),
    ("(xx11) 98765-4321", "5511987654321", "55 0", "without the 0"),
    ("+55 (0xx11) 98765-4321", "5511987654321", "0", "with the country before it"),
    ("015 11 98765-4321", "5511987654321", "55 0", "carrier 15"),
    ("0 21 11 98765-4321", "5511987654321", "55 0", "carrier 21"),
    ("041 (11) 3333-4444", "551133334444", "55 0", "carrier 41, a fixed line"),
    ("01711987654321", "5511987654321", "55 0", "carrier 17, which phonenumbers does not know"),
    ("015 98765-4321", "5515987654321", "55 0", "0 and DDD 15: too short for a carrier's code"),
    ("055 11 98765-4321", "5511987654321", "55 0", "0 and the country: the person is the same"),
    ("+55 011 98765-4321", "5511987654321", "0", "trunk 0 behind the country"),
    ("+55 (0) 11 98765-4321", "5511987654321", "0", "the same in brackets"),
    ("55 015 11 98765-4321", "5511987654321", "0", "country and carrier"),
    ("0055 11 98765-4321", "5511987654321", "", "00 is the plus sign of a dial"),
    ("00 55 (11) 98765-4321", "5511987654321", "", "the same, with blanks"),
    # what programs do to numbers
    ("5511987654321.0", "5511987654321", "", "a float's tail"),
    ("11987654321.0", "5511987654321", "55", "the same without country"),
    ("11987654321,00", "5511987654321", "55", "two decimals, in Portuguese"),
    ("1187654321.0", "5511987654321", "55 9", "its 0 is no digit of the number"),
    ("5.511987654321E12", "5511987654321", "", "scientific, with all digits"),
    ("5,511987654321E+12", "5511987654321", "", "the same, in Portuguese"),
    ("1.1987654321e10", "5511987654321", "55", "the same without country"),
    ("'11987654321", "5511987654321", "55", "Excel's mark of a text"),
    ('="11987654321"', "5511987654321", "55", "a formula that keeps a text in a CSV"),
    ("tel:+55-11-98765-4321", "5511987654321", "", "a link"),
    ("Tel.: 11 3333-4444", "551133334444", "55", "a label"),
    ("WhatsApp: (11) 98765-4321", "5511987654321", "55", "a label"),
    ("cel 11 98765-4321", "5511987654321", "55", "a label without a colon"),
    # signs of other scripts, and signs nobody sees
    ("１１９８７６５４３２１", "5511987654321", "55", "full-width digits"),
    ("＋５５ （１１） ９８７６５－４３２１", "5511987654321", "", "full-width throughout"),
    ("١١٩٨٧٦٥٤٣٢١", "5511987654321", "55", "Arabic digits"),
    ("\u200b11987654321", "5511987654321", "55", "zero-width space"),
    ("11\u00a098765-4321", "5511987654321", "55", "no-break space"),
    ("11\u202f98765\u20114321", "5511987654321", "55", "narrow space, no-break hyphen"),
    ("\ufeff11987654321", "5511987654321", "55", "byte order mark"),
    ("\u202a+55 11 98765-4321\u202c", "5511987654321", "", "marks of direction, from contacts"),
    ("\u200f11987654321\u200e", "5511987654321", "55", "marks of direction"),
    ("11 98765–4321", "5511987654321", "55", "en dash"),
    ("11 98765—4321", "5511987654321", "55", "em dash"),
    ("11 98765−4321", "5511987654321", "55", "minus sign"),
    ("11 98765\u00ad4321", "5511987654321", "55", "soft hyphen"),
    ("📱 11 98765-4321", "5511987654321", "55", "a picture"),
    # other countries, behind a plus or 00
    ("+351 912 345 678", "351912345678", "", "Portugal"),
    ("00351912345678", "351912345678", "", "Portugal by 00"),
    ("+1 (415) 555-2671", "14155552671", "", "United States"),
    ("+54 9 11 2345-6789", "5491123456789", "", "Argentina: its 9 stays"),
    ("+595 961 456789", "595961456789", "", "Paraguay"),
    ("+44 20 7946 0958", "442079460958", "", "a fixed line of London"),
    ("+44 (0)20 7946 0958", "442079460958", "0", "their trunk 0 goes as well"),
    ("+39 06 698 12345", "390669812345", "", "Italy keeps its 0"),
    ("+34 612 34 56 78", "34612345678", "", "Spain, though 34 is a DDD"),
]

# (as found, the problem, why)
REFUSED = [
    ("", "phone_missing", "nothing"),
    ("   ", "phone_missing", "blanks"),
    ("-", "phone_missing", "a dash for nothing"),
    ("—", "phone_missing", "a long dash for nothing"),
    ("( ) -", "phone_missing", "an empty mask"),
    ("\u200b", "phone_missing", "zero-width space"),
    ("\ufeff\u00a0\u200e", "phone_missing", "only what nobody sees"),
    ("\u3164", "phone_missing", "Hangul filler, a letter to Unicode"),
    ("\n", "phone_missing", "a line break"),
    ("5,51199E+12", "phone_damaged", "a CSV of Excel's: seven digits lost"),
    ("5.51199E+12", "phone_damaged", "the same in English"),
    ("5.5E+12", "phone_damaged", "eleven digits lost"),
    ("5,51E+12", "phone_damaged", "ten digits lost"),
    ("1,19877E+10", "phone_damaged", "without country"),
    ("5E12", "phone_damaged", "one digit left"),
    ("5.51198765432E12", "phone_damaged", "one digit lost, or a 0: nobody knows"),
    ("98765-4321", "phone_no_ddd", "nine digits"),
    ("987654321", "phone_no_ddd", "nine digits, not DDD 98"),
    ("8765-4321", "phone_no_ddd", "eight digits, an old mobile"),
    ("3333-4445", "phone_no_ddd", "eight digits, a fixed line"),
    ("0 98765-4321", "phone_no_ddd", "trunk 0, no DDD"),
    ("(xx) 98765-4321", "phone_no_ddd", "the DDD left out"),
    ("+55 98765-4321", "phone_no_ddd", "plus: 55 is the country, so no DDD"),
    ("+5587654321", "phone_no_ddd", "the same with eight digits"),
    ("0055 98765-4321", "phone_no_ddd", "the same by 00"),
    ("0800 123 4567", "phone_not_allowed", "toll-free"),
    ("0800-123456", "phone_not_allowed", "toll-free, six digits"),
    ("8001234567", "phone_not_allowed", "toll-free that lost its 0"),
    ("+55 800 123 4567", "phone_not_allowed", "toll-free with its country"),
    ("55 0800 123 4567", "phone_not_allowed", "toll-free, country and 0"),
    ("0300 123 4567", "phone_not_allowed", "shared cost"),
    ("0500 123 4567", "phone_not_allowed", "donations"),
    ("0900 123 4567", "phone_not_allowed", "premium"),
    ("4004-1234", "phone_not_allowed", "a company's number, the same in all cities"),
    ("3003-1234", "phone_not_allowed", "a company's number"),
    ("190", "phone_not_allowed", "police"),
    ("192", "phone_not_allowed", "ambulance"),
    ("+55 190", "phone_not_allowed", "police with a country"),
    ("10315", "phone_not_allowed", "a phone company's service"),
    ("99999-9999", "phone_not_allowed", "invented, without DDD"),
    ("11 99999-9999", "phone_not_allowed", "invented, though valid to phonenumbers"),
    ("+55 (11) 99999-9999", "phone_not_allowed", "the same, with its country"),
    ("11 9999-9999", "phone_not_allowed", "invented, eight digits"),
    ("11 8888-8888", "phone_not_allowed", "invented: not repaired"),
    ("11 3333-3333", "phone_not_allowed", "invented, though a valid fixed line"),
    ("11 0000-0000", "phone_not_allowed", "invented"),
    ("0000-0000", "phone_not_allowed", "invented"),
    ("(00) 00000-0000", "phone_not_allowed", "invented, not an international 00"),
    ("11111111111", "phone_not_allowed", "invented"),
    ("99999999999", "phone_not_allowed", "invented, DDD 99"),
    ("55 00000-0000", "phone_not_allowed", "invented"),
    ("0055 0000-0000", "phone_not_allowed", "invented: its first 0 is no trunk prefix"),
    ("+1 800 356 9377", "phone_not_allowed", "toll-free elsewhere"),
    ("+1 900 555 0123", "phone_not_allowed", "premium elsewhere"),
    ("20 98765-4321", "phone_invalid", "DDD 20 is not assigned"),
    ("23 3333-4444", "phone_invalid", "DDD 23 is not assigned"),
    ("5520987654321", "phone_invalid", "DDD 20 with its country"),
    ("11 88765-4321", "phone_invalid", "nine digits that begin with 8"),
    ("11 1234-5678", "phone_invalid", "no line begins with 1"),
    ("12345678", "phone_invalid", "eight digits, no line begins with 1"),
    ("77", "phone_invalid", "too short, and no service"),
    ("0", "phone_invalid", "a zero"),
    ("0011 98765-4321", "phone_invalid", "00 and a DDD: no country is called 11"),
    ("351912345678", "phone_invalid", "Portugal needs its plus"),
    ("+11 98765-4321", "phone_invalid", "a plus, but no country"),
    ("+55 11 98765-43210", "phone_invalid", "one digit too many"),
    ("11 98765-432", "phone_invalid", "a mobile less its last digit, not an old 9876-5432"),
    ("11 9 876-5432", "phone_invalid", "a mobile less one digit: its ninth stands apart"),
    ("11 9876 543 2", "phone_invalid", "in no order that eight digits are written in"),
    ("1198765432100", "phone_invalid", "two digits too many"),
    ("+999 123456789", "phone_invalid", "no such country"),
    ("55555511987654321", "phone_invalid", "beyond 15 digits"),
    ("11 98765-4321 / 11 98765-4322", "phone_invalid", "two numbers"),
    ("11 98765-4321;11 98765-4322", "phone_invalid", "two numbers"),
    ("11 98765-4321 11 98765-4322", "phone_invalid", "two numbers"),
    ("11 98765-4321\n11 98765-4322", "phone_invalid", "two numbers in two lines"),
    ("11 98765-4321 ou 3333-4444", "phone_invalid", "two numbers"),
    ("11 9876-5432/1", "phone_invalid", "two endings, and not the mobile 98765-4321"),
    ("11 98765+4321", "phone_invalid", "a plus in the middle"),
    ("11 98765-43xx", "phone_invalid", "masked: two digits are hidden"),
    ("11 98765-4321²", "phone_invalid", "a footnote is no digit, nor ignored"),
    ("não tem", "phone_invalid", "words"),
    ("#N/D", "phone_invalid", "a formula's error"),
    ("maria@example.com", "phone_invalid", "a mail address"),
    ("1-800-FLOWERS", "phone_invalid", "letters are not dialled"),
    ("12/03/2024", "phone_invalid", "a date"),
    ("123.456.789-09", "phone_invalid", "a CPF"),
    ("1.5", "phone_invalid", "an amount"),
    ("11987654321" * 40, "phone_invalid", "longer than any number"),
]


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
    assert len(NUMBERS) + len(REFUSED) >= 120
    assert all(row[-1] for row in (*NUMBERS, *REFUSED))
    texts = [row[0] for row in (*NUMBERS, *REFUSED)]
    assert len(set(texts)) == len(texts)


# ── what holds for any text ───────────────────────────────────────────────────────────────────

_NUMBERLIKE = st.text(alphabet="0123456789+() -.,/xX*eE'\t\n\u200b\u00a0５٣²", max_size=24)
_BRAZILIAN = st.from_regex(
    r"(\+?55 ?|0|00|0xx|015 ?)?\(?[1-9][0-9]\)? ?9? ?[0-9]{4}[- ]?[0-9]{4}", fullmatch=True
)
_ANY = st.one_of(st.text(), _NUMBERLIKE, _BRAZILIAN, st.from_regex(r"(\+|00)[0-9]{6,16}"))


@given(_ANY)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_number_that_reads_as_itself_or_a_problem(text: str) -> None:
    parsed = parse_phone(text)
    if isinstance(parsed, Problem):
        assert parsed.detail == text
        return
    assert re.fullmatch(r"[1-9][0-9]{7,14}", parsed.number)
    assert parse_phone(f"+{parsed.number}") == Phone(number=parsed.number)
    if parsed.number.startswith("55"):
        assert parse_phone(parsed.number) == Phone(number=parsed.number)


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


# ── the two ways, and phonenumbers itself, on many numbers ────────────────────────────────────

_MASKS = ("{a}{n}", "({a}) {h}-{t}", "{a} {h} {t}", "+55 {a} {h}-{t}", "55{a}{n}", "+55{a}{n}")


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


def test_phonenumbers_agrees_where_no_rule_of_ours_applies() -> None:
    usable = 0
    for text in generated(20_000):
        ours = parse_phone(text)
        theirs = _reference(text)
        if isinstance(ours, Phone):
            usable += 1
            rules = {repair.rule for repair in ours.repairs}
            repaired = RepairRule.NINTH_DIGIT_ADDED in rules
            assert ours.number == theirs or (repaired and theirs is None), text
        else:
            assert theirs is None or ours.code is ProblemCode.PHONE_NOT_ALLOWED, text
    assert usable > 8_000


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
