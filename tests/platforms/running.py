"""The bot as users start it: `newsdesk run` in a process of its own, told by settings where the platforms are."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self


class Server(Protocol):
    """A local platform: its name, and the variables that tell the bot where it is."""

    name: str

    @property
    def settings(self) -> Mapping[str, str]:
        """The variables of the environment."""


UNLIMITED = {"NEWSDESK_RATE_PER_USER": "1000000", "NEWSDESK_RATE_PER_CHANNEL": "1000000"}
COMMAND = Path(sys.executable).with_name("newsdesk")
NewHome = Callable[[], Path]
_WAIT_S = 60
_ids = itertools.count(1)
_PROXIES = {"http_proxy", "https_proxy", "all_proxy"}
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def new_user() -> str:
    """Return the id of a person whom no test knows."""
    return f"U{next(_ids):08d}"


def new_channel() -> str:
    """Return the id of a channel that no test uses."""
    return f"C{next(_ids):08d}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition of something outside this process; a bound makes a hang a failure."""
    end = time.monotonic() + _WAIT_S
    while not condition():
        assert time.monotonic() < end, f"it did not happen: {what}"
        time.sleep(0.02)


class RunningBot:
    """Starts `newsdesk run` on a data folder beside local platforms, from ``with`` to its end."""

    def __init__(self, home: Path, *servers: Server, **settings: str) -> None:
        """Set up, without starting; settings are variables of the environment."""
        self.home = home
        self.servers = servers
        self.health_port = free_port()
        self.log_file = home.parent / f"{home.name}.log"
        own = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
        own = {name: value for name, value in own.items() if not name.startswith(("SLACK_", "NEWSDESK_", "DISCORD_"))}
        self.environment = own | {
            "NEWSDESK_HOME": str(home),
            "NEWSDESK_HEALTH_PORT": str(self.health_port),
        }
        for server in servers:
            self.environment |= server.settings
        self.environment |= settings
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            sys.stderr.write(self.log[-10_000:])
        if self.process and self.process.poll() is None:
            self.stop()

    def add(self, place: Path) -> None:
        """Add articles on the command line, beside the running bot."""
        subprocess.run([COMMAND, "add", place], env=self.environment, check=True, capture_output=True)

    @property
    def log(self) -> str:
        """What it has written so far, in all its runs."""
        return self.log_file.read_text("utf-8") if self.log_file.exists() else ""

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process without waiting for anything."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen([COMMAND, "run"], env=self.environment, stdout=log, stderr=log)
        return self.process

    def start(self) -> None:
        """Start it, and wait until its health says that it is connected."""
        process = self.launch()
        until(lambda: process.poll() is not None or self._is_connected(), "the bot connects")
        assert process.poll() is None, self.log

    def kill(self) -> None:
        """Kill it as kill -9 does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(_WAIT_S)

    def stop(self) -> int:
        """Ask it to stop, as a supervisor does, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_WAIT_S)

    def exit_code(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        assert self.process is not None
        return self.process.wait(_WAIT_S)

    def health(self) -> dict[str, Any]:
        """Return what it says of its health; empty while it says nothing."""
        try:
            with _opener.open(f"http://127.0.0.1:{self.health_port}/healthz", timeout=5) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except OSError:
            return {}

    def memory(self) -> int:
        """Return how many bytes of memory the process holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _is_connected(self) -> bool:
        health = self.health()
        return all(health.get(server.name, {}).get("connected") for server in self.servers)
