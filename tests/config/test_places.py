"""Where things lie when the environment says so, and when it does not."""

from pathlib import Path

from batch_sender.config.places import connections_file


def test_the_connections_lie_where_the_environment_says(tmp_path: Path) -> None:
    assert connections_file({"BATCH_SENDER_CONNECTIONS": str(tmp_path / "c")}) == tmp_path / "c"
    assert connections_file({}).name == "connections.toml"
