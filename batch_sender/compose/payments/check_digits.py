"""The check digits of boletos and slips.

Sources: FEBRABAN, "Layout Padrão de Arrecadação/Recebimento com Utilização do Código de Barras", and
Banco Central do Brasil, Carta-Circular 2.926 (boletos of banks).
"""


def modulo_10(digits: str) -> int:
    """Return the check digit of the blocks of a boleto: weights 2 and 1 from the right, digits summed."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        product = int(digit) * (1 if place % 2 else 2)
        total += product - 9 * (product > 9)
    return -total % 10


def modulo_11_of_boletos(digits: str) -> int:
    """Return the check digit of a bank's bar code; the remainders 0, 1 and 10 all give 1."""
    rest = _weighed(digits) % 11
    return 1 if rest in {0, 1} else 11 - rest


def modulo_11_of_slips(digits: str) -> int:
    """Return the check digit of a slip whose third digit is 8 or 9; the remainders 0 and 1 both give 0."""
    rest = _weighed(digits) % 11
    return 0 if rest in {0, 1} else 11 - rest


def _weighed(digits: str) -> int:
    """Sum up the digits with the weights 2 to 9 from the right, over and over."""
    return sum(int(digit) * (2 + place % 8) for place, digit in enumerate(reversed(digits)))
