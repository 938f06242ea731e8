"""A cloup program with two empty commands; with `sqlalchemy` as its first word it imports that too."""

import sys

import cloup


@cloup.group()
def app() -> None:
    """Do one of two things."""


@app.command()
def one() -> None:
    """Do nothing."""


@app.command()
def two() -> None:
    """Do nothing either."""


if __name__ == "__main__":
    if sys.argv[1] == "sqlalchemy":
        del sys.argv[1]
        import sqlalchemy  # noqa: F401 - how long this takes is the question
    app()
