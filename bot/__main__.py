"""`python -m bot` is `newsdesk`."""

from bot.cli import run

if __name__ == "__main__":
    run()
