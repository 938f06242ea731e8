"""Payment lines made up for tests: their structure is real, their numbers are not."""

from datetime import date

from batch_sender.compose.payments.boleto import check_digit_of, line_of
from batch_sender.compose.payments.day_count import factor_of
from batch_sender.compose.payments.pix import checksum_of

FREE = "3381260007827139500006330"
"""What a bank may put into its bar code behind the amount."""


def boleto(*, cents: int = 15000, due: date | None = date(2026, 12, 10), free: str = FREE) -> str:
    factor = 0 if due is None else factor_of(due)
    return line_of(_with_check_digit(f"2379?{factor:04d}{cents:010d}{free}"))


def slip(
    *, third: str = "6", cents: int = 6678, free: str = "00481000975657310015896360812"
) -> str:
    return line_of(_with_check_digit(f"83{third}?{cents:011d}{free}"))


def pix(*, key: str = "pix@escola.example", amount: str = "", txid: str = "***") -> str:
    return _code(_field("01", key), amount=amount, txid=txid)


def pix_charge(*, address: str = "pix.banco.example/qr/v2/9d36b84fc70b", amount: str = "") -> str:
    return _code(_field("25", address), amount=amount, txid="***")


def _with_check_digit(bar_code: str) -> str:
    return bar_code.replace("?", str(check_digit_of(bar_code.replace("?", "0"))))


def _code(account: str, *, amount: str, txid: str) -> str:
    head = "".join(
        (
            "000201",
            _field("26", _field("00", "br.gov.bcb.pix") + account),
            "520400005303986",
            _field("54", amount) if amount else "",
            "5802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO",
            _field("62", _field("05", txid)),
            "6304",
        )
    )
    return head + checksum_of(head)


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02d}{value}"
