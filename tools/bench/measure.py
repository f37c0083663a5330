"""One measurement: wrk asks for some seconds, and the processor time of the servers is read before and after."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SCRIPT = Path(__file__).with_name("wrk.lua")
CONNECTIONS = 16


@dataclass
class Sample:
    """What one measurement says of an address or a list of them."""

    cpu: float
    """Processor milliseconds per request, of gunicorn and PostgreSQL together."""

    rate: float
    """Requests per second."""

    p50: float
    p95: float


@dataclass
class Load:
    """Addresses that are asked for in turn, each time from where the last measurement stopped."""

    file: Path
    addresses: int
    cookie: str = ""
    anew: bool = False
    """Whether each request names another port of the host, so that no page has been kept for it."""

    asked: int = field(default=0)

    @classmethod
    def of(cls, file: Path, addresses: list[str], *, cookie: str = "", anew: bool = False) -> "Load":
        """Write the addresses where wrk finds them."""
        file.write_text("".join(f"{address}\n" for address in addresses))
        return cls(file, len(addresses), cookie, anew)


def measure(load: Load, port: int, trees: list[psutil.Process], seconds: float) -> Sample:
    """Let 16 connections ask for some seconds; every answer has to be a good one."""
    before = processor_seconds(trees)
    told = _wrk(load, port, seconds)
    used = processor_seconds(trees) - before
    if told["failed"] or not told["requests"]:
        sys.exit(f"{told['failed']} of {told['requests']} requests of {load.file.name} failed.")
    load.asked += int(told["requests"])
    return Sample(
        1_000 * used / told["requests"], told["requests"] / told["seconds"], told["p50"], told["p95"]
    )


def processor_seconds(trees: list[psutil.Process]) -> float:
    """Return what processes and those they started have used, those that ended meanwhile included."""
    total = 0.0
    for root in trees:
        for process in [root, *root.children(recursive=True)]:
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _wrk(load: Load, port: int, seconds: float) -> dict[str, float]:
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds:g}s"]
    command += ["--timeout", "20s", "--script", str(SCRIPT), f"http://127.0.0.1:{port}", "--"]
    command += [str(load.file), str(load.asked), "anew" if load.anew else "as it is", load.cookie]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
