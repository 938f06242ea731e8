"""Load what a package names when it is first asked for, so that a command waits for nothing it leaves alone."""

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module


def loader(package: str, homes: Mapping[str, Collection[str]]) -> Callable[[str], object]:
    """Make a package's `__getattr__` (PEP 562). `homes`: its modules, each with its names."""
    home_of = {name: home for home, names in homes.items() for name in names}

    def load(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(home_of[name], package), name)
        setattr(sys.modules[package], name, found)
        return found

    return load
