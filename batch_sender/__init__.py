"""Send a WhatsApp message to every person on a list, once, through CleverChat's HTTP API."""

__version__ = "0.2.0.dev0"
