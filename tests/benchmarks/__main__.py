"""Run the benchmarks: `python -m tests.benchmarks [NAME …] [--json | --write MACHINE]`.

One line each: the ratio of the peer's CPU time to ours, both in seconds, our peak memory and, where the size was
varied, the exponent of time in rows; or how often an interval held the truth. `--write` puts the lines into
docs/benchmarks.md, with words for the class of machine. Nothing here is part of the tests.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
from dataclasses import asdict

from tests.benchmarks.docs import write_table

NAMES = (
    "regression",
    "synthetic_control",
    "portfolio",
    "latency",
    "panel_kernel",
    "scale",
    "settlement",
    "lives",
    "imports",
    "coverage",
    "disclosure",
)

# Threads of a matrix library that wait for each other count as CPU time, mostly the peers'; one thread is fair to all.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Run the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--write", metavar="MACHINE", help="words for the machine; puts the lines into the docs")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(NAMES)):
        parser.error(f"unknown benchmark {', '.join(unknown)}; known: {', '.join(NAMES)}")
    os.environ.update(_ONE_THREAD)  # read when NumPy is first imported, which is below
    for name in options.names or NAMES:
        lines = []
        for result in importlib.import_module(f"tests.benchmarks.{name}").run():
            lines.append(result.text())
            print(json.dumps(asdict(result)) if options.json else lines[-1], flush=True)
        if options.write:
            fenced = ["```", *lines, "```"]
            write_table(
                "../benchmarks.md", name, fenced, command=f"python -m tests.benchmarks {name}", note=options.write
            )


if __name__ == "__main__":
    main()
