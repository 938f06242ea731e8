"""Message texts and media settings that cannot be used."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError, OptionError


class TooManyTexts(OptionError):
    """More texts were given than there are names for them."""

    code = "too_many_texts"
    sentence = N_("There are {number} texts; a batch can have {most} of them.")


class MediaError(BatchSenderError):
    """The media setting cannot be used."""


class MediaFolderUnusable(MediaError):
    """The folder that the rows' files should lie in is not there."""

    code = "media_folder_unusable"
    sentence = N_("The media folder {path} is not there, or is not a folder.")
    remedy = N_("Check the folder's name, or put the files there.")


class MediaFileMissing(MediaError):
    """The file for the whole list is not there."""

    code = "media_file_missing"
    sentence = N_("The file {path} is not there.")


class MediaFileMissingNear(MediaFileMissing):
    """The file for the whole list is there in other letters only."""


class MediaFileUnreadable(MediaError):
    """The file for the whole list is a folder, a device, or may not be read."""

    code = "media_file_unreadable"
    sentence = N_("{path} cannot be read as a file.")


class MediaTypeNotAllowed(MediaError):
    """Files with this ending would not reach the receiver."""

    code = "media_type_not_allowed"
    sentence = N_("The API loses or breaks files of this kind: {path}.")
    remedy = N_("Send one that ends in {allowed}; a text can be saved as a PDF.")


class MediaFileEmpty(MediaError):
    """The file for the whole list holds nothing."""

    code = "media_file_empty"
    sentence = N_("The file {path} is empty.")


class MediaFileTooLarge(MediaError):
    """The file for the whole list is over the size limit."""

    code = "media_file_too_large"
    sentence = N_("The file {path} has {size} MB; at most {limit} MB can be sent.")
    remedy = N_("Make it smaller, or send a link to it in the text.")


class MediaPatternIsAddress(MediaError):
    """A pattern that holds the address of an object store besides the file's name."""

    code = "media_pattern_is_address"
    sentence = N_(
        "The pattern of the file names holds the address of a store: a list's cells choose no address."
    )


class StoreError(MediaError):
    """Files in an object store cannot be read."""


class StoreExtraMissing(StoreError):
    """What reads object stores is not installed here."""

    code = "store_extra_missing"
    sentence = N_("{place} lies in an object store, and what reads one is not installed here.")
    remedy = N_('Install it with: pip install "batch-sender[s3]"')


class StoreNotReached(StoreError):
    """The object store does not answer, or answers with an error of its own."""

    code = "store_not_reached"
    sentence = N_("The object store does not give {place}: {what}.")
    remedy = N_("Check the network and AWS_ENDPOINT_URL, wait a little, then try again.")


class StoreDenied(StoreError):
    """The object store refuses the credentials, or they may not read there."""

    code = "store_denied"
    sentence = N_("The object store does not let {place} be read: {what}.")
    remedy = N_(
        "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile in AWS_PROFILE: they must be "
        "allowed to list and to read there."
    )


class StoreBucketMissing(StoreError):
    """There is no such bucket."""

    code = "store_bucket_missing"
    sentence = N_("There is no bucket {bucket} in the object store.")
    remedy = N_("Check the bucket's name, and AWS_ENDPOINT_URL where the store is not Amazon's.")


class TemplateError(BatchSenderError):
    """The message text cannot be used."""


class TemplateFileUnreadable(TemplateError):
    """The template file is missing or no text."""

    code = "template_file_unreadable"
    sentence = N_("The message text {path} cannot be read.")
    remedy = N_("Check the name and the folder; it has to be a plain text file.")


class TemplateFileNotText(TemplateError):
    """The template file is a document, a web page, a spreadsheet or a picture."""

    code = "template_file_not_text"
    sentence = N_("{path} is {what}, not a plain text.")
    remedy = N_(
        "Open it, copy the message into a new file of Notepad (or TextEdit, in plain text), and save that "
        "as .txt in UTF-8."
    )


class TemplateIsList(TemplateError):
    """The text is the contact list itself, or another one."""

    code = "template_is_list"
    sentence = N_(
        "{origin} is a list of contacts, not a message: everybody would get everybody's numbers."
    )
    remedy = N_("Write the message into a text file of its own.")


class TemplateFileTooLarge(TemplateError):
    """The file is no message text, or one that never ends."""

    code = "template_file_too_large"
    sentence = N_("{path} is too large for a message text.")
    remedy = N_("Check the name: it has to be the plain text file with the message.")


class TemplateEmpty(TemplateError):
    """There is no text to send."""

    code = "template_empty"
    sentence = N_("{origin}: there is nothing in it to send.")
    remedy = N_("Write the message into it, and save it as plain text.")


class TemplateTooLong(TemplateError):
    """The text is longer than any message could be."""

    code = "template_too_long"
    sentence = N_("{origin} has {length} characters; a message text may have {limit}.")
    remedy = N_("Check that it is the message text and not another file, or shorten it.")


class TemplateUnreadable(TemplateError):
    """The text holds characters that no message can hold."""

    code = "template_unreadable"
    sentence = N_("{origin}, line {line}: a character there cannot be sent.")
    remedy = N_("Save the message as plain text in UTF-8, and type that place again.")


class TemplateMalformed(TemplateError):
    """Braces, a tag or an expression cannot be understood."""

    code = "template_malformed"
    sentence = N_("{origin}, line {line}: {what}.")
    remedy = N_("Correct that line: a placeholder looks like {{{{ nome }}}} or {{nome}}.")


class TemplateNotAllowed(TemplateError):
    """The text asks for something that message texts do not have."""

    code = "template_not_allowed"
    sentence = N_("{origin}, line {line}: “{what}” is not available in message texts.")
    remedy = N_("Use placeholders, filters and if; take the rest out.")


class LoopNotAllowed(TemplateNotAllowed):
    """The text repeats a part of itself."""

    remedy = N_("Write the whole list into a column of its own, and use that as a placeholder.")


class CalculationNotAllowed(TemplateNotAllowed):
    """The text calculates."""

    remedy = N_("Calculate it in the list, in a column of its own, and use that as a placeholder.")


class CallNotAllowed(TemplateNotAllowed):
    """The text calls something, or takes a part of a value."""

    remedy = N_(
        "Use a filter, as in {{{{ nome|upper }}}}, or put that value into a column of its own."
    )


class PiecesNotAllowed(TemplateNotAllowed):
    """The text joins pieces inside braces."""

    remedy = N_("Write the pieces side by side: {{{{ nome }}}} {{{{ sobrenome }}}}.")


class TemplateTooHeavy(TemplateError):
    """Filling the text once would take too long, or never end."""

    code = "template_too_heavy"
    sentence = N_("{origin}: filling it takes too many steps or makes too long a text.")
    remedy = N_("Shorten it: fewer filters and conditions, or several texts.")


class GreetingMisplaced(TemplateError):
    """The greeting of the hour stands where it cannot be put in when the message leaves."""

    code = "greeting_misplaced"
    sentence = N_(
        "{origin}, line {line}: the greeting is only known when the message leaves, so nothing can "
        "hang on it."
    )
    remedy = N_(
        "Write {{{{ saudacao }}}} alone, or {{{{ saudacao|lower }}}}; in no if, set or filter tag."
    )


class TextsAlike(TemplateError):
    """Two of a batch's texts are the same."""

    code = "texts_alike"
    sentence = N_("{origin}: text {second} is the same as text {first}.")
    remedy = N_("Give each variant a text of its own, or leave one of the two out.")


class FilterUnknown(TemplateError):
    """A filter or a test (`is …`) that message texts do not have."""

    code = "filter_unknown"
    sentence = N_("{origin}, line {line}: there is no filter or test “{name}” in message texts.")
    remedy = N_("These exist: {known}.")


class FilterUnknownNear(FilterUnknown):
    """A filter or a test that is spelled almost like one there is."""

    remedy = N_("Did you mean “{nearest}”? These exist: {known}.")


class PlaceholderUnknown(TemplateError):
    """A placeholder that no column of the list answers to."""

    code = "placeholder_unknown"
    sentence = N_(
        "{origin}, line {line}: no column is called “{placeholder}”. The columns are: {columns}."
    )
    remedy = N_(
        "Use a column's name as the placeholder, or say which column is meant: "
        '{option} "{placeholder}=COLUMN".'
    )


class PlaceholderUnknownNear(PlaceholderUnknown):
    """A placeholder that no column answers to, with one that is spelled almost like it."""

    remedy = N_(
        'Did you mean {{{{ {nearest} }}}}? Write that, or give {option} "{placeholder}={nearest}". '
        "If not, add that column to the list."
    )


class PlaceholdersUnknown(PlaceholderUnknown):
    """Several placeholders that no column answers to, each with its line and the column nearest to it."""

    sentence = N_(
        "No column of the list answers to these placeholders:\n{places}\nThe columns are: {columns}."
    )
    remedy = N_(
        "Write columns' names as placeholders, or say which column is meant, for each of them: "
        '{option} "{placeholder}={nearest}". If a column is missing, add it to the list.'
    )


class PlaceholderAmbiguous(TemplateError):
    """A placeholder that two columns answer to."""

    code = "placeholder_ambiguous"
    sentence = N_("{origin}, line {line}: “{placeholder}” could be any of: {columns}.")
    remedy = N_(
        'Say which one is meant, by its letter: {option} "{placeholder}=A". Or give these columns '
        "different names in the list."
    )
