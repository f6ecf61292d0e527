"""Run the benchmarks: `python -m tests.benchmarks [NAME …] [--json]`.

One line each: the ratio of the peer's CPU time to ours, both in seconds, our peak memory and, where the size was
varied, the exponent of time in rows; or how often an interval held the truth. Nothing here is part of the tests.
"""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict

NAMES = ("regression", "synthetic_control", "portfolio", "latency", "panel_kernel", "settlement", "imports", "coverage")


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
            print(json.dumps(asdict(result)) if options.json else result.text(), flush=True)


if __name__ == "__main__":
    main()
