"""What is wrong with where the page answers, who may sign in, and which keys programs bring.

PageError
├── CertificateUnusable
├── HostInvalid
├── KeyFault
│   ├── KeyNameInvalid
│   ├── KeyNameTaken
│   ├── KeyNotThere
│   ├── KeyRoleUnknown
│   └── KeysBroken
├── PasswordWeak
├── ProxyInvalid
├── PublicNameMissing
├── RoleUnknown
├── SignInBusy
├── TlsIncomplete
├── TlsOrProxyNeeded
├── UserExists
├── UserNameInvalid
├── UserUnknown
├── UsersFileBroken
└── UsersNeeded
"""

from batch_sender.language import N_
from batch_sender.web.errors import PageError

# ── beyond this machine ───────────────────────────────────────────────────────────────────────


class HostInvalid(PageError):
    """What the page was to answer at is no address of a machine."""

    code = "host_invalid"
    exit_code = 2
    sentence = N_("“{host}” is no address such as 192.168.0.10.")
    remedy = N_("Write the address of this machine in your network, or 0.0.0.0 for all it has.")


class ProxyInvalid(PageError):
    """The proxy that was named is no address."""

    code = "proxy_invalid"
    exit_code = 2
    sentence = N_("“{address}” is no address of a proxy, such as 127.0.0.1.")
    remedy = N_("Write the one address from which your proxy reaches the page.")


class UsersNeeded(PageError):
    """The page was to answer beyond this machine, and nobody has a password."""

    code = "users_needed"
    sentence = N_("Others could reach the page at {host}, and nobody has a password yet.")


class TlsOrProxyNeeded(PageError):
    """The page was to answer beyond this machine, where passwords would travel in the clear."""

    code = "tls_or_proxy_needed"
    sentence = N_("At {host} passwords would travel so that others can read them.")


class TlsIncomplete(PageError):
    """Of certificate and key only one was given."""

    code = "tls_incomplete"
    exit_code = 2
    sentence = N_("A certificate and its key belong together.")


class CertificateUnusable(PageError):
    """Certificate or key cannot be read, or do not fit."""

    code = "certificate_unusable"
    sentence = N_("The certificate {certificate} cannot be used with {key}: {why}.")
    remedy = N_("Both have to be PEM files that fit each other, the key without a password.")


class PublicNameMissing(PageError):
    """Nobody said by which name people reach the page."""

    code = "public_name_missing"
    exit_code = 2
    sentence = N_("It is not known by which name people reach the page.")


# ── people ────────────────────────────────────────────────────────────────────────────────────


class UsersFileBroken(PageError):
    """The file of users cannot be read: nobody is let in."""

    code = "users_file_broken"
    sentence = N_("The file of users {path} cannot be read.")
    remedy = N_("Bring it back from a copy, or remove it and add the users again.")


class UserExists(PageError):
    """There is a user of that name."""

    code = "user_exists"
    sentence = N_("There is a user {name} already.")


class UserUnknown(PageError):
    """There is no user of that name."""

    code = "user_unknown"
    sentence = N_("There is no user {name}. There are: {names}.")


class UserNameInvalid(PageError):
    """A name with signs that cannot be in it, or none."""

    code = "user_name_invalid"
    exit_code = 2
    sentence = N_("“{name}” cannot be a user's name.")
    remedy = N_("Use letters, digits, dots, hyphens and @, 64 at most.")


class RoleUnknown(PageError):
    """There is no such role."""

    code = "role_unknown"
    exit_code = 2
    sentence = N_("There is no role “{role}”.")
    remedy = N_("Choose one of: {roles}.")


class PasswordWeak(PageError):
    """A password that is guessed too easily."""

    code = "password_weak"
    sentence = N_("This password is guessed too easily.")
    remedy = N_(
        "Take at least {shortest} signs, several different ones, without the user's name; "
        "three or four words do well."
    )


class SignInBusy(PageError):
    """So many people sign in at once that it would take long."""

    code = "sign_in_busy"
    sentence = N_("Very many are signing in just now.")
    remedy = N_("Try again in a minute.")


class KeyFault(PageError):
    """Something of the keys that programs bring to the HTTP API."""


class KeyNameInvalid(KeyFault):
    """What a key is to be called cannot stand in the journal's events."""

    code = "key_name_invalid"
    exit_code = 2
    sentence = N_("A key cannot be called “{name}”.")
    remedy = N_(
        "Take at most 40 letters without accents, digits, points or hyphens, such as crm or erp-2."
    )


class KeyNameTaken(KeyFault):
    """There is a key of this name already."""

    code = "key_name_taken"
    sentence = N_("There is a key called {name} already.")
    remedy = N_(
        "Choose another name, or remove that key first: whoever uses it is let in no longer."
    )


class KeyNotThere(KeyFault):
    """There is no key of this name."""

    code = "key_not_there"
    sentence = N_("There is no key called {name}. There are: {names}.")


class KeyRoleUnknown(KeyFault):
    """No role of a key has this name."""

    code = "key_role_unknown"
    exit_code = 2
    sentence = N_("“{role}” is no role. Roles, from the least to all of it: {roles}.")


class KeysBroken(KeyFault):
    """The file of the keys cannot be read: nobody is let in by one."""

    code = "keys_broken"
    sentence = N_("The keys in {path} cannot be read.")
    remedy = N_("Move that file away and make new keys.")
