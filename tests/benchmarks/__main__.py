"""Run the benchmarks: `python -m tests.benchmarks [NAME …] [--json]`.

One line each: the ratio of the peer's CPU time to ours, both in seconds, our peak memory and, where the size was
varied, the exponent of time in rows. Nothing here is part of the tests.
"""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict

NAMES = ("panel_kernel", "settlement", "imports")


def main() -> None:
    """Run the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(NAMES)):
        parser.error(f"unknown benchmark {', '.join(unknown)}; known: {', '.join(NAMES)}")
    for name in options.names or NAMES:
        for result in importlib.import_module(f"tests.benchmarks.{name}").run():
            if options.json:
                print(json.dumps(asdict(result)), flush=True)
            else:
                exponent = "" if result.scaling_exponent is None else f"  exponent {result.scaling_exponent:.2f}"
                print(
                    f"{result.name}: {result.ratio:.1f}× {result.peer}"
                    f"  (CPU {result.cpu_seconds:.4f} s against {result.peer_cpu_seconds:.4f} s,"
                    f" peak {result.peak_mb:.1f} MB){exponent}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
