"""Groups of options go in; a command that has them all comes out."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

Command = Callable[..., int]


def adding(*groups: Mapping[str, Any]) -> Callable[[Command], Command]:
    """Give a command the options of these groups; it finds them in `ctx.params`."""
    shared = {name: annotation for group in groups for name, annotation in group.items()}

    def extended(command: Command) -> Command:
        own = inspect.signature(command).parameters

        @functools.wraps(command)
        def with_all(**given: Any) -> int:
            return command(**{name: value for name, value in given.items() if name in own})

        every = [
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own.values()),
            *(_optional(name, annotation) for name, annotation in shared.items()),
        ]
        with_all.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]  # Typer reads it
        with_all.__annotations__ = {each.name: each.annotation for each in every}
        return with_all

    return extended


def _optional(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )
