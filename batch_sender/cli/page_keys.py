"""`page key add|list|remove`: the keys that other programs bring to the HTTP API."""

from typing import TYPE_CHECKING

from batch_sender.cli import in_force, output, wording
from batch_sender.language import _
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.windows import BRAZIL

if TYPE_CHECKING:
    from batch_sender.web.keys import Keys

# The parts that serve a page are slow to load, so each function loads them when it runs.


def add(name: str, role: str | None, *, as_json: bool) -> int:
    """Make a key and show it, once."""
    from batch_sender.web.access_errors import KeyRoleUnknown  # noqa: PLC0415
    from batch_sender.web.roles import Role  # noqa: PLC0415

    if role is not None and role not in set(Role):
        raise KeyRoleUnknown(role=role, roles=", ".join(Role))
    given = Role(role or Role.LOOK)
    key = _keys().add(name, given, now=SystemClock().now())
    if as_json:
        output.say_json({"name": name, "role": given, "key": key})
        return 0
    output.tell(_("The key {name}, role {role}. It is shown this once: copy it now.").format(
        name=name, role=given.value
    ))  # fmt: skip
    output.say_whole(key)
    return 0


def list_all(*, as_json: bool) -> int:
    """Show the keys' names and roles."""
    every = _keys().every()
    if as_json:
        told = [{"name": e.name, "role": e.role, "added_at": e.added_at.isoformat()} for e in every]
        output.say_json({"keys": told})
        return 0
    for each in every:
        added = wording.moment_there(each.added_at, BRAZIL)
        output.say(f"{each.name}  {each.role}  {added}")
    if not every:
        output.tell(_("There is no key: nobody can use the HTTP API."))
    return 0


def remove(name: str, *, as_json: bool) -> int:
    """Let a key count no longer."""
    _keys().remove(name)
    if as_json:
        output.say_json({"removed": name})
    else:
        output.say(_("The key {name} was removed.").format(name=name))
    return 0


def _keys() -> "Keys":
    from batch_sender.web.keys import Keys  # noqa: PLC0415
    from batch_sender.web.serving import folder_of  # noqa: PLC0415

    return Keys(folder=folder_of(in_force.workspace()))
