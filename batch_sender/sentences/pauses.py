"""Why a batch stands still: every pause in words."""

from typing import Final

from batch_sender.language import N_
from batch_sender.sentences.advice import NETWORK, Advice

PAUSES: Final[dict[str, Advice]] = {
    "asked": Advice(N_("it was paused by hand"), ""),
    "interrupted": Advice(N_("it was interrupted; what was on its way was finished first"), ""),
    "service_stopped": Advice(
        N_("the service that sends it was stopped; what was on its way was finished first"),
        N_("It goes on by itself when the service starts again: batch-sender serve --no-page."),
    ),
    "stopped": Advice(
        N_("its sender stopped in the middle, by a crash or a power cut"),
        N_("What was on its way is shown as unknown; nothing else is lost."),
    ),
    "journal_failed": Advice(
        N_("the journal could not be written while messages were leaving"),
        N_("What was on its way is shown as unknown; see that its disk has room."),
    ),
    "ten_not_left": Advice(
        N_("ten messages in a row could not leave"),
        NETWORK,
    ),
    "ten_refused": Advice(
        N_("CleverChat refused ten messages in a row"),
        N_("Check in CleverChat under Conexões that the connection is up."),
    ),
    "young_refused": Advice(
        N_("of the connection's first hundred new people ten were refused, or ten more"),
        N_(
            "Mostly their numbers are not on WhatsApp; writing to such numbers is thought to make "
            "WhatsApp bar a number that is young from new chats. Clean up the list, write to people "
            "who wrote to you first, then go on: it pauses again after ten more."
        ),
    ),
    "ten_unknown": Advice(
        N_("ten messages in a row got no clear answer: they may have gone out"),
        N_("Check the internet connection, and look on the connection's own phone what went out."),
    ),
    "three_not_understood": Advice(
        N_("three answers in a row were not understood"),
        N_("Check the API address, and look on the connection's own phone what went out."),
    ),
    "half_failed": Advice(
        N_("half of the last fifty messages were refused or got no clear answer"),
        N_(
            "Look at the reasons in the results. If most say that the number is not on WhatsApp, "
            "clean up the list; otherwise check in CleverChat that the connection is up."
        ),
    ),
    "cap_reached": Advice(
        N_("as many messages have gone out today as --daily-cap or --warm-up allows"),
        N_("Wait until tomorrow."),
    ),
    "new_cap_reached": Advice(
        N_(
            "as many new people were written to today as --new-cap allows, and only new ones are left"
        ),
        N_("Wait until tomorrow."),
    ),
    "canary": Advice(
        N_("the first messages are out, as asked, and the others wait for your word"),
        N_("Look at their answers, and at how they look on a phone."),
    ),
    "look_due": Advice(
        N_("some new people's messages were accepted, and it waits for a look at the phone"),
        N_(
            "Look on the phone of the connection at the chats that are named, and say what you saw."
        ),
    ),
    "look_done": Advice(N_("somebody has said what is seen on the phone, and it may go on"), ""),
    "not_delivered": Advice(
        N_("nothing was delivered to the new people whose chats were looked at"),
        N_(
            "WhatsApp seems to bar this number from new chats, for hours or days; old chats mostly go "
            "on. Wait a day or a week, write first to people who have written to you, and to fewer new "
            "people a day."
        ),
    ),
    "outside_window": Advice(
        N_("the hours in which messages may go out are over"),
        N_("Wait until they begin again."),
    ),
    "restored": Advice(
        N_(
            "the journal is a copy that was brought back; what waited in it is unknown, because "
            "it may have gone out since"
        ),
        N_("Decide on those rows with: batch-sender resolve."),
    ),
    "proof_declined": Advice(
        N_("the test message was not approved; nothing went to the list"),
        N_("If the text is wrong, correct it and send the list as a new batch."),
    ),
}
