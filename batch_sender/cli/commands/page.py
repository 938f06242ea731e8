"""The page: its entry among the system's programs, and the people who may sign in."""

from batch_sender.cli.commands.root import family, inner_family
from batch_sender.cli.parsing import command
from batch_sender.config.options.common import JOURNAL, JSON
from batch_sender.config.options.unattended import KEY_NAME, KEY_ROLE, NEW_ROLE, ROLE, USER_NAME
from batch_sender.language import N_

page = family("page", N_("Put the page among your programs, and say who may sign in to it."))


@command(page, N_("Add an entry that opens the page: Start menu, applications."))
def install() -> int:
    """Add the entry."""
    from batch_sender.cli import page as door

    return door.install()


@command(page, N_("Take that entry out again."), name="remove")
def remove_entry() -> int:
    """Take the entry out."""
    from batch_sender.cli import page as door

    return door.remove()


user = inner_family(page, "user", N_("Keep the people who may sign in."))


@command(
    user,
    N_("Let somebody sign in; their password is asked for, or read from standard input."),
    USER_NAME,
    ROLE,
    JOURNAL,
)
def add(*, name: str, role: str | None) -> int:
    """Let somebody sign in."""
    from batch_sender.cli import page_users as door

    return door.add(name, role)


@command(user, N_("List who may sign in, with their roles."), JOURNAL, JSON, name="list")
def list_users(*, as_json: bool) -> int:
    """List the users."""
    from batch_sender.cli import page_users as door

    return door.list_all(as_json=as_json)


@command(user, N_("Give somebody another role."), USER_NAME, NEW_ROLE, JOURNAL)
def role(*, name: str, role: str) -> int:
    """Give somebody another role."""
    from batch_sender.cli import page_users as door

    return door.give_role(name, role)


@command(
    user,
    N_("Give somebody a new password; whoever uses the old one is signed out."),
    USER_NAME,
    JOURNAL,
)
def password(*, name: str) -> int:
    """Give somebody a new password."""
    from batch_sender.cli import page_users as door

    return door.set_password(name)


@command(user, N_("Let somebody sign in no more."), USER_NAME, JOURNAL)
def remove(*, name: str) -> int:
    """Let somebody sign in no more."""
    from batch_sender.cli import page_users as door

    return door.remove(name)


keys = inner_family(
    page, "key", N_("Let other programs use the HTTP API, each by a key of its own.")
)


@command(
    keys,
    N_("Make a key for another program; it is shown once."),
    KEY_NAME,
    KEY_ROLE,
    JOURNAL,
    JSON,
    name="add",
)
def add_key(*, name: str, role: str | None, as_json: bool) -> int:
    """Make a key."""
    from batch_sender.cli import page_keys as door

    return door.add(name, role, as_json=as_json)


@command(keys, N_("List the keys; what they are is kept nowhere."), JOURNAL, JSON, name="list")
def list_keys(*, as_json: bool) -> int:
    """List the keys."""
    from batch_sender.cli import page_keys as door

    return door.list_all(as_json=as_json)


@command(
    keys,
    N_("Remove a key: whoever uses it is let in no longer."),
    KEY_NAME,
    JOURNAL,
    JSON,
    name="remove",
)
def remove_key(*, name: str, as_json: bool) -> int:
    """Remove a key."""
    from batch_sender.cli import page_keys as door

    return door.remove(name, as_json=as_json)
