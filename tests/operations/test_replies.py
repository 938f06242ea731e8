"""Replies: who wrote what, and who asks for no more messages. What is doubtful is left to a person."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.models import PhoneNumber
from batch_sender.operations.replies import by_sender, read_replies
from batch_sender.operations.reply_words import WORDS, Wish, understand, word_list

STOP, PERHAPS, NOTHING = Wish.STOP, Wish.PERHAPS, Wish.NOTHING


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("SAIR", STOP),  # as the message asks for it
        ("sair.", STOP),  # with a full stop
        ("Sairrr!!!", STOP),  # with feeling
        ("*SAIR*", STOP),  # in bold
        ("S A I R", STOP),  # letter by letter
        ("'sair'", STOP),  # the quotation marks copied along
        ("SAIR 🙏", STOP),  # with a picture
        ("PARAR", STOP),
        ("Pare", STOP),
        ("CANCELAR", STOP),
        ("STOP", STOP),
        ("Stop please", STOP),
        ("REMOVER", STOP),
        ("DESCADASTRAR", STOP),
        ("por favor, cancelar", STOP),  # politely
        ("Bom dia. Sair", STOP),  # a greeting is no other matter
        ("Obrigada, sair", STOP),
        ("quero sair", STOP),  # nobody wants out of anything else by message
        ("Oi, quero sair da lista", STOP),
        ("não, quero sair", STOP),  # the no belongs to what was asked
        ("quero me descadastrar", STOP),
        ("Remover meu número da lista", STOP),
        ("remova meu contato", STOP),
        ("me tira da lista por favor", STOP),
        ("não quero mais receber", STOP),
        ("n quero mais receber mensagens de vcs", STOP),  # as people type
        ("NÃO QUERO MAIS RECEBER ESSAS MENSAGENS", STOP),
        (
            "na\u0303o quero receber",
            STOP,
        ),  # the tilde apart from its letter, as an iPhone exports it
        ("não me mande mais nada", STOP),
        ("pode parar de mandar mensagem", STOP),
        ("quero parar de receber", STOP),
        ("Não sou mais paciente, não quero mais receber mensagens", STOP),  # says what it is about
        ("não quero parar", NOTHING),
        ("não precisa cancelar", NOTHING),
        ("nao quero sair", NOTHING),
        ("don't stop", NOTHING),
        ("parabéns", NOTHING),  # begins like a word
        ("cancelado", NOTHING),  # something was cancelled
        ("obrigado", NOTHING),
        ("Confirmo", NOTHING),
        ("não", NOTHING),  # to what was asked
        ("quem é?", NOTHING),
        ("🙂", NOTHING),
        ("", NOTHING),
        ("quero cancelar a consulta", PERHAPS),  # an appointment
        ("quero cancelar", PERHAPS),  # what?
        ("cancelar?", PERHAPS),  # a question
        ("como faço para cancelar?", PERHAPS),
        ("cancela o boleto", PERHAPS),
        ("Não vou poder ir amanhã, cancelar", PERHAPS),
        ("sair mais cedo", PERHAPS),
        ("vou sair agora", PERHAPS),  # of the house
        ("não consigo sair", PERHAPS),  # tried already
        ("parar não", PERHAPS),
        ("não para de mandar mensagem", PERHAPS),  # a complaint
        ("não precisa me tirar da lista", PERHAPS),
        ("não quero receber por pix, prefiro boleto", PERHAPS),
        ("não quero mais", PERHAPS),  # the messages or the goods
        ("para", PERHAPS),  # a preposition, mostly
        ("número errado", PERHAPS),
        ("Para não receber mais, responda SAIR", PERHAPS),  # our own text, copied along
        ("Olá! " * 40 + "sair", PERHAPS),  # too long to be an answer
    ],
)
def test_what_a_reply_asks_for(text: str, wish: Wish) -> None:
    assert understand(text) is wish


def test_the_words_can_be_others() -> None:
    assert understand("basta", ["Basta!"]) is STOP
    assert understand("sair", ["Basta!"]) is NOTHING
    assert word_list(" Sair \n\nSAIR\nnão quero\n…") == ("Sair", "não quero")


MOBILE, OTHER = PhoneNumber("5511912345678"), PhoneNumber("5521987654321")


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("[24/11/2026 09:05] +55 11 91234-5678: SAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        ("[09:05, 24/11/2026] +55 11 91234-5678: SAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        (
            "\u200e[24/11/2026, 09:05:12] \u202a+55\u00a011\u00a091234\u20115678\u202c: SAIR",
            [(MOBILE, "SAIR", "2026-11-24")],
        ),  # an iPhone's marks, blanks and hyphen
        ("24/11/26 09:05 - +55 11 91234-5678: SAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        ("24/11/2026, 9:05 AM - +55 11 91234-5678: SAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        ("24/11/2026 às 09:05 - +55 11 91234-5678: SAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        ("[31/02/2026 09:05] +55 11 91234-5678: SAIR", [(MOBILE, "SAIR", None)]),  # no such day
        ("[24/11/2026 09:05] ~ Bia: SAIR", [(None, "SAIR", "2026-11-24")]),  # a name has no number
        ("24/11/2026 09:05 - As mensagens são protegidas", []),  # the program speaks
        ("11912345678\tSAIR", [(MOBILE, "SAIR", None)]),
        ("SAIR\t(11) 91234-5678", [(MOBILE, "SAIR", None)]),  # in another order
        ("24/11/2026 09:05\t11912345678\tSAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        ("2026-11-24\tAna\t11912345678\tSAIR", [(MOBILE, "SAIR", "2026-11-24")]),
        ("+55 11 91234-5678\nSAIR", [(MOBILE, "SAIR", None)]),
        ("+55 11 91234-5678 ~Ana\n09:05\nquero\nsair", [(MOBILE, "quero\nsair", None)]),
        ("(11) 91234-5678: SAIR", [(MOBILE, "SAIR", None)]),
        ("11 91234-5678 - SAIR", [(MOBILE, "SAIR", None)]),
        ("11912345678;SAIR", [(MOBILE, "SAIR", None)]),
        ("11912345678 SAIR", [(MOBILE, "SAIR", None)]),
        ("+1 212 555 0123: stop", [(PhoneNumber("12125550123"), "stop", None)]),
        ("91234-5678: SAIR", []),  # no DDD: nobody's number, and nobody else to give the text to
        (
            "11912345678: fala com ela\n21987654321: SAIR",
            [(MOBILE, "fala com ela", None), (OTHER, "SAIR", None)],
        ),
        (
            "[24/11/2026 09:05] +55 11 91234-5678: fala com ela\n21 98765-4321\nsair",
            [(MOBILE, "fala com ela\n21 98765-4321\nsair", "2026-11-24")],
        ),  # a number in somebody's message did not answer
        (
            "[24/11/2026 09:05] +55 11 91234-5678: oi\n\n21 98765-4321: sair",
            [(MOBILE, "oi", "2026-11-24"), (OTHER, "sair", None)],
        ),
        ("qualquer coisa\nsair", []),
    ],
)
def test_who_wrote_what(
    pasted: str, found: list[tuple[PhoneNumber | None, str, str | None]]
) -> None:
    assert [(each.number, each.text, each.day) for each in read_replies(pasted)] == found


@pytest.mark.parametrize(
    ("texts", "wish"),
    [
        (["oi", "SAIR"], STOP),
        (["SAIR", "obrigada"], STOP),  # thanks take nothing back
        (["SAIR", "desculpa, foi engano"], PERHAPS),
        (["SAIR", "não quero sair"], PERHAPS),
        (["SAIR", "pode continuar", "SAIR"], STOP),  # the last word counts
        (["oi", "quero cancelar a consulta"], PERHAPS),
        (["oi", "confirmo"], NOTHING),
    ],
)
def test_of_several_replies_the_last_word_counts(texts: list[str], wish: Wish) -> None:
    pasted = "\n".join(f"[24/11/2026 09:05] +55 11 91234-5678: {text}" for text in texts)
    [sender] = by_sender(read_replies(pasted))
    assert (sender.wish, sender.texts) == (wish, tuple(texts))


def test_a_twin_is_the_same_sender_and_we_are_none() -> None:
    pasted = "11981234567: oi\n+55 11 8123-4567: SAIR\n21987654321: responda SAIR"
    [sender] = by_sender(read_replies(pasted), own=[OTHER])
    assert (sender.number, sender.wish) == (PhoneNumber("5511981234567"), STOP)


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            ["[24/11/2026 09:05] ", "11912345678", "\t", ":", "\n", " ", "não", *WORDS, "—", "?"]
        )
    ).map("".join)
)
def test_whatever_is_pasted_can_be_read(pasted: str) -> None:
    for sender in by_sender(read_replies(pasted)):
        assert sender.sender
        assert any(each.strip() for each in sender.texts)
    understand(pasted, word_list(pasted))


@pytest.mark.parametrize(
    "pasted",
    [
        f"[09:05] ~{' ' * 100_000}x",
        f"[09:05] {' ' * 100_000}x",
        f"+55 11 91234-5678{' ' * 100_000}",
        "+55 11 91234-5678: oi\n" + "a\n" * 100_000,
    ],
)
def test_a_very_long_paste_is_read_in_a_moment(pasted: str) -> None:
    """No blank is tried twice, and no line is copied once for each that follows."""
    began = time.process_time()
    read_replies(pasted)
    assert time.process_time() - began < 2
