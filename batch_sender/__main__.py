"""`python -m batch_sender` is the command `batch-sender`."""

from batch_sender.cli import run

if __name__ == "__main__":
    run()
