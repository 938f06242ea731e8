"""Test connections' tokens, and see by how much their servers' clocks differ from this machine's."""

from datetime import UTC, datetime, timedelta

from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.deliver.run import refuse_ill_connection
from batch_sender.gateway import Gateway


class Clocks:
    """The clocks of the API's servers, by address, as far as they have answered."""

    def __init__(self) -> None:
        self.off: dict[str, timedelta] = {}

    def probe(self, connection: Connection) -> None:
        """Test a connection's token without sending anything.

        Raises:
            ConnectionFault: nothing could leave through it.
        """
        gateway = Gateway(url=connection.url, token=connection.token)
        try:
            refuse_ill_connection(connection, Settings(), gateway=gateway)
        finally:
            if (there := gateway.server_time) is not None:
                self.off[connection.address] = abs(datetime.now(UTC) - there)
