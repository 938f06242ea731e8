"""One journal with everything in it, and all that a Brazilian is shown of it; made once."""

from pathlib import Path

import pytest

from batch_sender import language
from batch_sender.standin import LineState, StandIn, by_number
from tests.portuguese.everything import Everything
from tests.portuguese.pages import pages
from tests.support import TOKEN


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command, each file and each page shows, by its name."""
    folder: Path = tmp_path_factory.mktemp("tudo")
    with (
        pytest.MonkeyPatch.context() as patch,
        StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=by_number) as api,
    ):
        patch.chdir(folder)
        for name, value in {
            "JOURNAL": folder / "registro.sqlite3", "CONNECTIONS": folder / "conexoes.toml",
            "STATE": folder / "estado", "PROFILES": folder / "perfis", "LANG": "pt-BR",
            "URL": api.url, "TOKEN": TOKEN,
        }.items():  # fmt: skip
            patch.setenv(f"BATCH_SENDER_{name}", str(value))
        patch.setenv("HOME", str(folder))
        patch.setenv("COLUMNS", "100")
        everything = Everything(folder, api)
        everything.type_all()
        everything.shown |= pages(folder / "registro.sqlite3")
    language.use("en")
    return everything.shown
