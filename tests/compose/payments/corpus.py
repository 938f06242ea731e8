"""What people have in a column of payment lines, and what is right for each, and why.

The structure is real, the numbers are invented. Days are told as of a day: the count of days in a boleto
began anew on 2025-02-22.
"""

from datetime import date

TODAY = date(2026, 11, 23)

# (the cell, as of when, what it is: kind, amount, due day; or what is wrong with it, and the reason)
LINES = [
    (
        "23793.38128 60007.827136 95000.063305 1 16560000015000",
        TODAY,
        "boleto 150.00 2026-12-10",
        "as a bank prints it",
    ),
    (
        "23793381286000782713695000063305116560000015000",
        TODAY,
        "boleto 150.00 2026-12-10",
        "digits alone",
    ),
    (
        "23793.38128\xa060007.827136\xa095000.063305\xa01\xa016560000015000",
        TODAY,
        "boleto 150.00 2026-12-10",
        "copied from a PDF, with no-break spaces",
    ),
    (
        "\u200b23793.38128 60007.827136 95000.063305 1 16560000015000\n",
        TODAY,
        "boleto 150.00 2026-12-10",
        "a sign that nobody sees before it, a line break behind it",
    ),
    (
        "34191790011010435100147910201509199990000015000",
        date(2025, 2, 20),
        "boleto 150.00 2025-02-21",
        "the last day of the first count, the day before",
    ),
    (
        "34191790011010435100147910201509199990000015000",
        date(2026, 11, 23),
        "boleto 150.00 2025-02-21",
        "the same long after: still the last day of the first count",
    ),
    (
        "00190000090283456700600123456170310000000020050",
        date(2025, 2, 20),
        "boleto 200.50 2025-02-22",
        "the first day of the second count, two days before",
    ),
    (
        "00190000090283456700600123456170310000000020050",
        date(2026, 11, 23),
        "boleto 200.50 2025-02-22",
        "the same long after: it is not in 2000",
    ),
    (
        "00190000090283456700600123456170910010000020050",
        date(2026, 11, 23),
        "boleto 200.50 2025-02-23",
        "the second day of the second count",
    ),
    (
        "10492804964010004000100000012310599980000020050",
        date(2025, 2, 22),
        "boleto 200.50 2025-02-20",
        "yesterday's yesterday, though the count began anew in between",
    ),
    (
        "03399123475678901234356789001015875520000370000",
        date(2019, 1, 7),
        "boleto 3700.00 2018-06-11",
        "in the middle of the first count, read then",
    ),
    (
        "03399123475678901234356789001015875520000370000",
        date(2026, 11, 23),
        "boleto 3700.00 2018-06-11",
        "read today it is 2018: 2,878 days ago, and 2043 would be too far",
    ),
    (
        "74891121800000123010100010710259440000000099900",
        date(2026, 11, 23),
        "boleto 999.00 2033-05-11",
        "2033 in the second count; 2008 in the first is too long ago",
    ),
    (
        "75691323480100012300800001000108200000000015000",
        TODAY,
        "boleto 150.00",
        "no due day: payable when it is shown",
    ),
    (
        "23793381286000782713695000063313216560000000000",
        TODAY,
        "boleto 2026-12-10",
        "no amount: whoever pays types it",
    ),
    (
        "23793381286000782713695000063305501234500000000",
        TODAY,
        "boleto 12345000000.00",
        "an amount so great that it takes the place of the due day",
    ),
    (
        "23703381276000782713695000063305416560000015000",
        TODAY,
        "boleto 2026-12-10",
        "another currency than real: the amount is not in reais",
    ),
    (
        "83650000000-2 66780048100-0 09756573100-3 15896360812-6",
        TODAY,
        "slip 66.78",
        "power bill: amount in reais, modulo 10, with its dashes",
    ),
    (
        "818200000016435924024052002438422100108110000007",
        TODAY,
        "slip 143.59",
        "a town's tax: amount in reais, modulo 11",
    ),
    (
        "827600000018435924024050002438422103108110000123",
        TODAY,
        "slip",
        "third digit 7: a quantity in another unit, no amount",
    ),
    (
        "859500000000000124024050002438422100108110000120",
        TODAY,
        "slip",
        "third digit 9: the same, modulo 11",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix 150.00",
        "PIX to a key, with an amount",
    ),
    (
        "00020126360014br.gov.bcb.pix0114+55119000006015204000053039865802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63044EF6",
        TODAY,
        "pix",
        "PIX to a phone number, without an amount",
    ),
    (
        "00020126580014br.gov.bcb.pix01367d9f0335-8dcc-4054-9bf9-0dbd61d36906520400005303986540489.95802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62110507MAT100163044431",
        TODAY,
        "pix 89.9",
        "PIX to a random key, one decimal, an identifier of its own",
    ),
    (
        "00020101021226780014br.gov.bcb.pix2556pix.banco.example/qr/v2/9d36b84fc70b478fb95c12729b90ca255204000053039865802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049969",
        TODAY,
        "pix_charge",
        "PIX charge: what it asks for lies at the bank",
    ),
    (
        "00020101021226780014br.gov.bcb.pix2556pix.banco.example/qr/v2/9d36b84fc70b478fb95c12729b90ca265204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***6304AB3D",
        TODAY,
        "pix_charge 150.00",
        "PIX charge that says its amount all the same",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix 150.00",
        "check sum in small letters, as some programs write it",
    ),
    (
        "23793.38128 60007.827136 95000.063305 1 1656000001500",
        TODAY,
        "too_short 46 47 33 47",
        "the last digit was cut off",
    ),
    (
        "2379338128600072713695000063305116560000015000",
        TODAY,
        "too_short 46 47 11 21",
        "a digit is missing in the second block",
    ),
    (
        "237933381286000782713695000063305116560000015000",
        TODAY,
        "too_long 48 47 1 10",
        "a digit of the first block stands there twice",
    ),
    (
        "23793381286001782713695000063305116560000015000",
        TODAY,
        "check_digit 11 21 60017827136",
        "a digit of the second block was mistyped",
    ),
    (
        "23793381286000782713695000063305116560001015000",
        TODAY,
        "check_digit_of_all 33 47",
        "a digit of the amount was mistyped",
    ),
    (
        "23791165600000150003381260007827139500006330",
        TODAY,
        "bar_code 23793381286000782713695000063305116560000015000",
        "the digits of the bar code",
    ),
    (
        "81820000001435924024050024384221010811000000",
        TODAY,
        "bar_code 818200000016435924024052002438422100108110000007",
        "the digits of a slip's bar code",
    ),
    ("2,37933812600078E+46", TODAY, "rounded", "a CSV that Excel saved"),
    (
        "23793381286000700000000000000000000000000000000",
        TODAY,
        "rounded",
        "Excel keeps fifteen digits of a number",
    ),
    (
        "836500000002667800482000097565731003158963608126",
        TODAY,
        "check_digit 13 24 667800482000",
        "a digit of a slip's second block was mistyped",
    ),
    (
        "81820000001643592402405200243822100108110000007",
        TODAY,
        "too_short 47 48 25 36",
        "a slip with a digit missing in the third block",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921ESCOL",
        TODAY,
        "pix_cut_off 90",
        "a PIX code cut off at 90 characters",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escol.example5204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix_field 26 7 50",
        "a letter of the key is missing",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406250.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix_checksum 138",
        "the amount was changed by hand",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escola.example52040000530398654061\n50.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix_blank 71",
        "a line break from a mail",
    ),
    (
        "14br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix_beginning",
        "the beginning was not copied",
    ),
    (
        "PIX: 00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63049983",
        TODAY,
        "pix_beginning 5",
        "a word before it",
    ),
    (
        "00020126400014br.gov.bcb.pix0118pix@escola.example5204000053039865406150.005802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***630499839983",
        TODAY,
        "pix_behind 4 138",
        "the end was copied twice",
    ),
    ("pago", TODAY, "no_line", "a word"),
    (
        "pix@escola.example",
        TODAY,
        "no_line",
        "a PIX key is no PIX code: nobody can paste it with an amount",
    ),
    (
        "35261112345678000199550010000012341000012345",
        TODAY,
        "too_short 44 47",
        "the access key of an invoice: 44 digits that are no bar code",
    ),
]
