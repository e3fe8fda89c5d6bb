"""`linli serve` as a process of its own, on a free port of the loopback, with a fresh home."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from bot.config import PROJECT

RUN = "import sys; from bot.cli.entry import run; sys.exit(run(sys.argv[1:]))"


class Served:
    """The program, served; it can be stopped and started again on the same port and database."""

    def __init__(self, home: Path, models: Path) -> None:
        self.home, self.models, self.port, self.url = home, models, 0, ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}  # noqa: TID251 - PATH
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUN, "serve", "--port", str(self.port)],
            cwd=self.home,
            env={
                **kept,
                "LINLI_HOME": str(self.home / "var"),
                "LINLI_MODELS": str(self.models),
                "PYTHONPATH": str(PROJECT),
                "PYTHONIOENCODING": "utf-8",
            },
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "http://" in line:
                self.url = line.split()[-1].rstrip("/")
                self.port = int(self.url.rpartition(":")[2])
                return
        raise AssertionError("".join(said))

    def stop(self) -> str:
        """Stop it as Ctrl-C does and return what it complained about since it started."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        said = self._process.communicate(timeout=15)[1]
        assert self._process.returncode == 0, said
        return said

    def to_morning(self) -> None:
        """Let the demo's present be ten o'clock of the next day, so that no test depends on the hour of the machine."""
        with httpx.Client(base_url=self.url) as client:
            day = client.get("/api/chat/state").json()["now"][:10]
            answer = client.post("/api/demo/clock", json={"to": f"{day}T23:59"})
            tomorrow = client.post("/api/demo/clock", json={"minutes": 601}) if answer.is_success else answer
            assert tomorrow.is_success, tomorrow.text
