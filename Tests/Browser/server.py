"""A running Vangnet for tests and measurements: started from the built binary on a free port, and always stopped."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("VANGNET_BINARY", CHECKOUT / ".build/release/vangnet"))
RESOURCES = CHECKOUT / "Resources"


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address):
    """Whether `address` is answered with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def wait_until_answered(process, address, patience, output=lambda: ""):
    """Waits until `address` answers with 200; fails when the process ends before, or after `patience` seconds."""
    end = time.monotonic() + patience
    while not answers(address):
        if process.poll() is not None:
            raise RuntimeError(f"it ended with status {process.returncode}:\n{output()}")
        if time.monotonic() > end:
            raise RuntimeError(f"{address} is not answered after {patience} s:\n{output()}")
        time.sleep(0.002)


class Server:
    """`vangnet COMMAND --data DATA --port N …`, from the moment that it answers until `stop`."""

    def __init__(
        self, data, command="demo", arguments=(), binary=BINARY, resources=RESOURCES, cwd=None, patience=120,
        first_path="/healthz",
    ):  # fmt: skip
        self.data = Path(data)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = self.data.parent / f"{self.data.name}.log"
        line = [str(binary), command, "--data", str(self.data), "--port", str(self.port), *arguments]
        if resources:
            line += ["--resources", str(resources)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=cwd, start_new_session=True
            )
        started = time.monotonic()
        try:
            wait_until_answered(self.process, self.address + first_path, patience, self.output)
            self.seconds_to_start = time.monotonic() - started
        except BaseException:
            self.stop()
            raise

    def answers(self, path):
        """Whether `path` is answered with 200."""
        return answers(self.address + path)

    def output(self):
        """What the process has printed so far."""
        return self.log.read_text(errors="replace")

    def demo(self):
        """What the demo tells about itself: `DATA/demo.json`."""
        file = self.data / "demo.json"
        # It is written when the server is up, which may be a moment after its first answer.
        end = time.monotonic() + 30
        while not file.exists() and time.monotonic() < end:
            time.sleep(0.01)
        return json.loads(file.read_text())

    def resident_bytes(self):
        """VmRSS of the process."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("the process has no VmRSS")

    def stop(self):
        """Ends the process as a person with Ctrl-C would, and by force when that does not help."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
