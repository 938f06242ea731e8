"""What kinds of payment lines there are, and what can be wrong with one."""

from enum import StrEnum


class PaymentKind(StrEnum):
    """What a payment line is."""

    BOLETO = "boleto"  # of a bank, 47 digits
    SLIP = "slip"  # of a utility or an authority (arrecadação), 48 digits
    PIX = "pix"  # "copia e cola", fixed: it can be paid again and again
    PIX_CHARGE = "pix_charge"  # "copia e cola" of one charge, whose terms lie at the bank


class PaymentFault(StrEnum):
    """Why a payment line cannot be paid. The detail of the problem is the fault and its parameters."""

    NO_LINE = "no_line"
    ROUNDED = "rounded"  # the spreadsheet took it for a number
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CHECK_DIGIT = "check_digit"
    CHECK_DIGIT_OF_ALL = "check_digit_of_all"
    BAR_CODE = "bar_code"  # nothing is wrong with it, but nobody can paste it
    PIX_BEGINNING = "pix_beginning"
    PIX_CUT_OFF = "pix_cut_off"
    PIX_FIELD = "pix_field"
    PIX_BLANK = "pix_blank"
    PIX_CHECKSUM = "pix_checksum"
    PIX_BEHIND = "pix_behind"
    PIX_NO_KEY = "pix_no_key"
