"""Write the results as one HTML file that needs no network: to forward and to print."""

from batch_sender.results.page.writer import write_page, write_page_with_people

__all__ = ["write_page", "write_page_with_people"]
