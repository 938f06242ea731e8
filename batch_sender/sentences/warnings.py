"""What a warning about a text means and what to do about it."""

from typing import Final

from batch_sender.language import N_
from batch_sender.sentences.advice import Advice

TEXT_WARNINGS: Final[dict[str, Advice]] = {
    "other_tools_placeholder": Advice(
        meaning=N_("looks like a placeholder of another tool; it is sent as it stands"),
        remedy=N_("Write the column's name in braces: {{ nome }}."),
    ),
    "shell_took_signs": Advice(
        meaning=N_("the command line seems to have changed the text"),
        remedy=N_("Put the text into a file and use --template FILE."),
    ),
    "braces_left": Advice(
        meaning=N_("braces are left in the message"),
        remedy=N_("Look whether a placeholder was meant; a cell may hold them, too."),
    ),
    "name_missing": Advice(
        meaning=N_("a greeting with nothing behind it"),
        remedy=N_("Fill in the name, or write {{ nome|default('cliente') }}."),
    ),
    "name_doubtful": Advice(
        meaning=N_("somebody is greeted by what is no name: a number, a sign, an address, nobody"),
        remedy=N_(
            "Correct these cells, or write {{ nome|primeiro_nome }}: it takes the name that is there, "
            "and keeps a row back where there is none."
        ),
    ),
    "date_as_number": Advice(
        meaning=N_("a date or a time that the list holds as a number"),
        remedy=N_("Format the column as a date in Excel, save the list again, and come again."),
    ),
    "formatting_unclosed": Advice(
        meaning=N_("a sign for bold, italic, strike or code opens and does not close on its line"),
        remedy=N_("Close it on the same line, as in *bold*; otherwise people see the sign itself."),
    ),
    "not_filled_in": Advice(
        meaning=N_("something seems to be left to fill in"),
        remedy=N_("Write what belongs there, or use a placeholder."),
    ),
    "empty_value_shown": Advice(
        meaning=N_("a word that programs write for an empty or broken cell"),
        remedy=N_("Correct these cells in the list."),
    ),
    "currency_doubled": Advice(
        meaning=N_("R$ stands there twice"),
        remedy=N_("The filter dinheiro writes R$ itself: take it out of the text."),
    ),
    "spaces_doubled": Advice(
        meaning=N_("two spaces in a row, perhaps where a value is empty"),
        remedy=N_("Take one out, or put the space inside an if around the value."),
    ),
    "letters_garbled": Advice(
        meaning=N_("garbled letters: the text or the list was read in another encoding"),
        remedy=N_("Save the text as UTF-8; for a CSV see --encoding."),
    ),
    "markup_shown": Advice(
        meaning=N_(
            "signs of web pages or of programs, such as <br>, &nbsp; or \\n: people see them"
        ),
        remedy=N_(
            "Take them out; a line break is the Enter key, and *bold* stands between asterisks."
        ),
    ),
    "text_very_long": Advice(
        meaning=N_("a very long message: WhatsApp hides the rest behind “read more”"),
        remedy=N_("Say what matters first, or shorten it."),
    ),
}
