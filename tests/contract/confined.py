"""Reading and settling files in processes of their own, held to CPU time and memory.

The program in this file loads the package once and then forks for every file that is named on its input: each
attempt starts as a fresh process would, without the second that loading takes. An attempt that goes beyond its CPU
time is killed, one that goes beyond its memory fails, and what a process used is told by the system, not by a clock.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CPU_SECONDS = 2
MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Attempt:
    """codes: of the findings, empty where the file was settled. ending: how the process ended. bytes, seconds: used."""

    ending: str
    codes: tuple[str, ...]
    shown: str
    bytes: int
    seconds: float


class Confinement:
    """The process that attempts files."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def attempt(self, contract: Path, data: Path | None = None) -> Attempt:
        """Read a contract, and settle it where there are data."""
        self._server.stdin.write(json.dumps([str(contract), data and str(data)]) + "\n")
        self._server.stdin.flush()
        answer = json.loads(self._server.stdout.readline())
        return Attempt(answer["ending"], tuple(answer["codes"]), answer["shown"], answer["bytes"], answer["seconds"])

    def end(self) -> None:
        """End the process."""
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait()


def _serve() -> None:
    from outcome_contracts.cli import delivery
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.notices import OutcomeContractsError
    from outcome_contracts.settlement.settle import settle

    def outcome(contract: str, data: str | None) -> dict[str, object]:
        try:
            agreed = read_contract(contract)
            if data is not None:
                read = delivery.read_delivery(Path(data), agreed, {}, lambda *_: None)
                settle(agreed, read.data, read.period).to_json()
        except OutcomeContractsError as refusal:
            codes = sorted({notice.code for notice in refusal.notices})
            shown = " ".join(notice.text("sv") for notice in refusal.notices[:50])
            return {"ending": "refused", "codes": codes, "shown": shown[:5000]}
        return {"ending": "accepted", "codes": [], "shown": ""}

    folder = Path(__file__).parents[2] / "outcome_contracts" / "library"
    outcome(str(folder / "denver.toml"), str(folder / "denver.data.toml"))
    outcome(str(Path(__file__).parents[1] / "data" / "contract" / "missing_mode.toml"), None)
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            _confine()
            try:
                answer = outcome(*json.loads(line))
            except BaseException as error:
                answer = {"ending": f"crashed: {type(error).__name__}", "codes": [], "shown": str(error)[:200]}
            os.write(writing, json.dumps(answer).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            said = stream.read()
        _, status, used = os.wait4(child, 0)
        answer = json.loads(said) if said else {"ending": f"killed: {status}", "codes": [], "shown": ""}
        sizes = {"bytes": used.ru_maxrss * 1024, "seconds": used.ru_utime + used.ru_stime}
        print(json.dumps({**answer, **sizes}), flush=True)


def _confine() -> None:
    """Hold this process to the CPU time, and to as much address space as the memory it may still use."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    size, resident, *_ = map(int, Path("/proc/self/statm").read_text(encoding="ascii").split())
    room = size * resource.getpagesize() + MOST_BYTES - resident * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (room, room))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    _serve()
