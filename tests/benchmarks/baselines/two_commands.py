"""A cloup program with two empty commands."""

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
    app()
