"""A connection goes in, its token is tested; by how much its server's clock differs comes out."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from batch_sender.connections import Connection
from batch_sender.deliver import refuse_ill_connection
from batch_sender.gateway import Gateway
from batch_sender.settings import Settings


class Listener(Gateway):
    """A way to the API that keeps, besides an answer, what time it was there.

    `off`: how far apart the two clocks are; None until an answer says what time it is.
    """

    off: timedelta | None = None

    def _read(self, response: requests.Response) -> Any:
        with suppress(KeyError, ValueError):
            there = parsedate_to_datetime(response.headers["Date"])
            self.off = abs(datetime.now(UTC) - there.astimezone(UTC))
        return super()._read(response)


class Clocks:
    """The clocks of the API's servers, by address, as far as they have answered."""

    def __init__(self) -> None:
        self.off: dict[str, timedelta] = {}

    def probe(self, connection: Connection) -> None:
        """Test a connection's token without sending anything.

        Raises:
            ConnectionFault: nothing could leave through it.
        """
        listener = Listener(url=connection.url, token=connection.token)
        try:
            refuse_ill_connection(connection, Settings(), gateway=listener)
        finally:
            if listener.off is not None:
                self.off[connection.address] = listener.off
