"""`page user add|list|role|password|remove`: who may sign in to the page."""

import getpass
import sys

from batch_sender.cli import in_force, output
from batch_sender.language import _
from batch_sender.web.access_errors import RoleUnknown, UserUnknown
from batch_sender.web.roles import Role
from batch_sender.web.serving import users_of
from batch_sender.web.users import Users


def add(name: str, role: str | None) -> int:
    """Let somebody sign in. The password never stands on the command line: shells remember it."""
    chosen = _role(role) if role is not None else Role.LOOK
    user = _users().add(name, chosen, _read_password(name))
    told = _("{name} may sign in, with the role “{role}”. {meaning}")
    output.say(told.format(name=user.name, role=_(chosen.label), meaning=_(chosen.meaning)))
    return 0


def list_all(*, as_json: bool) -> int:
    """List who may sign in."""
    users = _users().every()
    if as_json:
        output.say_json({"users": [{"name": user.name, "role": user.role} for user in users]})
    elif not users:
        output.say(_("Nobody has a password: whoever uses this machine's account uses the page."))
    else:
        for user in users:
            output.say(f"{user.name}: {_(user.role.label)}")
    return 0


def give_role(name: str, role: str) -> int:
    """Give somebody another role."""
    chosen = _role(role)
    _users().give_role(name, chosen)
    told = _("{name} has the role “{role}” from now on. {meaning}")
    output.say(told.format(name=name, role=_(chosen.label), meaning=_(chosen.meaning)))
    return 0


def set_password(name: str) -> int:
    """Give somebody a new password; one that nobody has is not asked for."""
    users = _users()
    if users.find(name) is None:
        raise UserUnknown(name=name, names=", ".join(user.name for user in users.every()) or "–")
    users.set_password(name, _read_password(name))
    output.say(_("{name} has a new password.").format(name=name))
    return 0


def remove(name: str) -> int:
    """Let somebody sign in no more."""
    _users().remove(name)
    output.say(_("{name} may sign in no more.").format(name=name))
    return 0


def _users() -> Users:
    return users_of(in_force.workspace())


def _role(typed: str) -> Role:
    """Read a role, in either language."""
    for role in Role:
        if typed.casefold() in (role.value, _(role.label)):
            return role
    raise RoleUnknown(role=typed, roles=", ".join(role.value for role in Role))


def _read_password(name: str) -> str:
    """Ask twice, unseen; without a terminal the first line of standard input is it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    while True:
        first = _hidden(_("Password of {name} (it stays hidden): ").format(name=name))
        if first == _hidden(_("Once more: ")):
            return first
        output.tell(_("The two are not the same."))


def _hidden(question: str) -> str:
    try:
        return getpass.getpass(question)
    except EOFError:  # Ctrl-D: nobody wants to go on
        raise KeyboardInterrupt from None
