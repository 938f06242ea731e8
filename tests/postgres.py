"""A PostgreSQL server for the tests: where one may be, and a journal of one's own on it."""

import getpass
import itertools
import os
from urllib.parse import quote

_SCHEMAS = itertools.count(1)


def servers() -> list[str]:
    """Return the servers to ask, the best first."""
    told = os.environ.get("BATCH_SENDER_TEST_POSTGRES")
    user = getpass.getuser()
    return [told] if told else [f"postgresql://{user}@127.0.0.1/test", "postgresql:///postgres"]


def new_schema(postgres: str) -> str:
    """Make an empty schema in a database; return its URL."""
    import psycopg  # noqa: PLC0415 - `postgres` has skipped where there is none

    name = f"journal_{next(_SCHEMAS)}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}")
    return f"{postgres}?options={quote(f'-csearch_path={name}')}"
