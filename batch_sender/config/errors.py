"""Settings, connections, profiles and batch files that cannot be used."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError, OptionError, SettingsError


class HomeUnknown(SettingsError):
    """Nobody says where the user's files lie, as in a container with a user of its own."""

    code = "home_unknown"
    sentence = N_(
        "Where your files lie is not known: HOME is not set, and this system has no entry of the user."
    )


class BatchFileError(BatchSenderError):
    """A batch file cannot be used; nothing was sent."""


class BatchFileMissing(BatchFileError):
    """The path leads to no file."""

    code = "batch_file_missing"
    sentence = N_("There is no batch file {path}.")


class BatchFileUnreadable(BatchFileError):
    """The file cannot be opened, or is no UTF-8 text."""

    code = "batch_file_unreadable"
    sentence = N_("The batch file {path} cannot be read: {why}.")
    remedy = N_("Check that you may read it, and that it is a text file saved as UTF-8.")


class BatchFileBroken(BatchFileError):
    """The file is no TOML."""

    code = "batch_file_broken"
    sentence = N_("{path}, line {line}: this cannot be understood.")
    remedy = N_(
        'A line is a key, an equals sign and a value; texts stand in quotes: list = "clientes.csv". '
        "In double quotes write \\\\ for \\, or use single quotes: list = 'C:\\listas\\clientes.csv'."
    )


class BatchFileKeyUnknown(BatchFileError):
    """There is no such key, nor one that looks like it."""

    code = "batch_file_key_unknown"
    sentence = N_("{path}, line {line}: there is no key “{key}”.")


class BatchFileKeyUnknownNear(BatchFileKeyUnknown):
    """There is no such key, but one that looks like it."""

    code = "batch_file_key_unknown"
    remedy = N_("Did you mean {near}?")


class BatchFileValueWrong(BatchFileError):
    """A key has a value of the wrong kind."""

    code = "batch_file_value_wrong"
    sentence = N_("{path}, line {line}: {key} has a value of the wrong kind.")
    remedy = N_("{key} takes {wanted}.")


class BatchFileValueRefused(BatchFileError):
    """A key has a value of the right kind that cannot be meant."""

    code = "batch_file_value_refused"
    sentence = N_("{path}, line {line}: {cause}")
    remedy = N_("{remedy}")


class BatchFileNamesNoFile(BatchFileError):
    """A key names a file or folder that is not there."""

    code = "batch_file_names_no_file"
    sentence = N_("{path}, line {line}: {key} leads to nothing: {file}")
    remedy = N_("Paths in a batch file are counted from the folder it lies in.")


class BatchFileIncomplete(BatchFileError):
    """A key that every batch needs is not there."""

    code = "batch_file_incomplete"
    sentence = N_("{path} does not say what {key} is.")
    remedy = N_("Add a line such as {example}")


class TokenUnusable(SettingsError):
    """A token that cannot stand in an HTTP header."""

    code = "token_unusable"
    sentence = N_(
        "The token of {connection} cannot be used: it is empty, or it holds a space, "
        "a line break or another sign that tokens never have."
    )
    remedy = N_(
        "Copy it again, without the word Bearer, from CleverChat: Conexões → editar → token."
    )


class TokenMissing(SettingsError):
    """The environment gives an address and no token."""

    code = "token_missing"
    sentence = N_("BATCH_SENDER_URL is set, but BATCH_SENDER_TOKEN is not.")


class AddressInvalid(SettingsError):
    """The API address is no web address."""

    code = "address_invalid"
    sentence = N_("The API address of {connection} is not a whole web address.")
    remedy = N_(
        "Give the full address that messages are posted to, such as "
        "https://api.cleverchat.com.br/api/messages/send."
    )


class AddressWithoutPath(SettingsError):
    """The API address ends behind its host."""

    code = "address_without_path"
    sentence = N_("The API address of {connection} ends at {host}; its path is missing.")
    remedy = N_("Give the full address, such as https://{host}/api/messages/send.")


class AddressNotSecure(SettingsError):
    """The token would travel in the clear."""

    code = "address_not_secure"
    sentence = N_(
        "The API address of {connection} does not begin with https://, "
        "so others on the way to {host} could read the token."
    )
    remedy = N_("Begin it with https://. Plain http:// is only for this computer (127.0.0.1).")


class AddressHoldsPassword(SettingsError):
    """A user name or password stands in the address."""

    code = "address_holds_password"
    sentence = N_("The API address of {connection} holds a user name or password before {host}.")
    remedy = N_("Take user name, password and @ out of the address; the API needs only the token.")


class AddressNotForSending(SettingsError):
    """A page of the web panel, or an API call that does something else."""

    code = "address_not_for_sending"
    sentence = N_(
        "The API address of {connection} on {host} is not the one that messages are posted to; "
        "it looks like a page of the web panel, or like another call of the API."
    )
    remedy = N_("Use the API's address, such as https://api.cleverchat.com.br/api/messages/send.")


class ConnectionsFileUnreadable(SettingsError):
    """The connections file cannot be opened."""

    code = "connections_file_unreadable"
    sentence = N_("The connections file {path} cannot be read.")


class ConnectionsFileExposed(SettingsError):
    """Others on this machine can read the tokens."""

    code = "connections_file_exposed"
    sentence = N_("Other users of this computer can open the connections file {path}.")
    remedy = N_(
        "Close it to them with: chmod 600 '{path}'. If they may have read it, renew the tokens."
    )


class ConnectionsFileBroken(SettingsError):
    """The connections file is no TOML."""

    code = "connections_file_broken"
    sentence = N_("The connections file {path} cannot be understood, line {line}.")


class ConnectionsFileNotWritable(SettingsError):
    """The connections file cannot be saved; it was left as it was."""

    code = "connections_file_not_writable"
    sentence = N_("The connections file {path} cannot be written; nothing was changed.")


class ConnectionEntryInvalid(SettingsError):
    """A key of the connections file is unknown, missing or of the wrong kind."""

    code = "connection_entry_invalid"
    sentence = N_("In the connections file {path}, [{connection}] has a wrong or missing {key}.")
    remedy = N_(
        'Each connection has a token = "…"; a url, if it is not CleverChat\'s; and, if you like, '
        'its own WhatsApp number in digits, such as number = "5511912345678".'
    )


class ConnectionNameInvalid(SettingsError):
    """A name that could not be typed or shown."""

    code = "connection_name_invalid"
    sentence = N_("{name} cannot be the name of a connection.")
    remedy = N_("Use up to 64 letters, digits, spaces, dots, hyphens or underscores.")


class ConnectionExists(SettingsError):
    """There is a connection of that name already."""

    code = "connection_exists"
    sentence = N_("There is a connection named {name} already, on {host}.")


class ConnectionNotFound(SettingsError):
    """No connection of that name is saved."""

    code = "connection_not_found"
    sentence = N_("There is no connection named {name} in {path} (it holds: {names}).")


class NoConnection(SettingsError):
    """Nothing says where to send."""

    code = "no_connection"
    sentence = N_("No connection is set up yet.")


class ConnectionNotChosen(SettingsError):
    """Several connections are saved, and none was named."""

    code = "connection_not_chosen"
    sentence = N_("Several connections are saved: {names}.")


class BadConnectionWeight(SettingsError):
    """What stands behind a connection's name is no weight."""

    code = "bad_connection_weight"
    sentence = N_(
        "The weight of connection {name} is not a whole number from 1 to {most}: {weight}."
    )
    remedy = N_("Write it behind the name, such as {name}=2: it then gets twice as many rows.")


class ConnectionTwice(SettingsError):
    """One connection was named twice for one batch."""

    code = "connection_twice"
    sentence = N_("Connection {name} is named twice.")
    remedy = N_("Name it once; for a greater share give it a weight: {name}=2.")


class SameConnection(SettingsError):
    """Two names stand for one address and token."""

    code = "same_connection"
    sentence = N_("{one} and {other} are the same connection: they have one address and one token.")
    remedy = N_("Name one of them alone.")


class QueueIdMissing(OptionError):
    """`--open-ticket` came without `--queue-id`."""

    code = "queue_id_missing"
    sentence = N_("A ticket cannot be opened without a queue.")


class BadSetting(OptionError):
    """A setting has a value it cannot have."""

    code = "bad_setting"
    sentence = N_("{setting} cannot be “{value}”.")
    remedy = N_("Allowed: {allowed}.")


class StoreAddressNotKnown(SettingsError):
    """An address of files that is neither a folder nor in an object store."""

    code = "store_address_not_known"
    sentence = N_("Files to send along are not read from {scheme}://.")
    remedy = N_("Use a folder, a shared one too, or an object store: s3://bucket/folder.")


class StoreAddressHoldsSecret(SettingsError):
    """An address of files with a password or a signature in it: it would be kept in the journal."""

    code = "store_address_holds_secret"
    sentence = N_(
        "An address under s3:// is a bucket and a folder alone: no user, password, question mark or "
        "number sign."
    )
    remedy = N_(
        "Keep credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in a profile of AWS_PROFILE, "
        "and write s3://bucket/folder."
    )


class StoreAddressMalformed(SettingsError):
    """An address in an object store that names no bucket, or leads through dots or empty folders."""

    code = "store_address_malformed"
    sentence = N_("{address} is no place in an object store.")
    remedy = N_("Write it as s3://bucket/folder, without “..” and without empty names.")


class BadExpiry(OptionError):
    """`--expires` is no moment."""

    code = "bad_expiry"
    sentence = N_("“{moment}” is not a date and time.")


class ProfileNameInvalid(OptionError):
    """A name that could not be a folder's."""

    code = "profile_name_invalid"
    sentence = N_("“{name}” cannot be the name of a profile.")
    remedy = N_("Use up to 64 letters, digits, spaces, dots, hyphens or underscores.")


class ProfileMissing(SettingsError):
    """There is no profile of that name."""

    code = "profile_missing"
    sentence = N_("There is no profile {name} (there are: {names}).")


class ProfileNotWritable(SettingsError):
    """The folder of a new profile cannot be made."""

    code = "profile_not_writable"
    sentence = N_("The folder of the profile {name} cannot be made: {why}.")


class ProfileHasOwnJournal(OptionError):
    """`--journal` together with `--profile`."""

    code = "profile_has_own_journal"
    sentence = N_(
        "The profile {name} has a journal of its own; another one would mix it with others."
    )
