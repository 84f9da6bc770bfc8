"""`python -m benchmarks`: run the suites, and write benchmarks/results/latest.md and latest.json."""

import argparse
import asyncio
import sys
import time
import traceback

from benchmarks.implementations import IMPLEMENTATIONS
from benchmarks.machine import describe
from benchmarks.options import Options
from benchmarks.report import Section, markdown, write
from benchmarks.suites import SUITES


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SUITES, metavar="SUITE", help=f"these only: {', '.join(SUITES)}")
    parser.add_argument(
        "--implementations",
        nargs="+",
        choices=[each.name for each in IMPLEMENTATIONS],
        metavar="NAME",
        default=[],
        help="these only in the table workload, beside JavaScript by hand",
    )
    parser.add_argument("--quick", action="store_true", help="one short sample of everything, not for the record")
    return parser.parse_args(arguments)


async def measure(arguments: argparse.Namespace) -> int:
    """Run the chosen suites one after the other, and write the report.

    Returns:
        The process's exit status: 1 if a suite broke off.
    """
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {text}", file=sys.stderr, flush=True)

    options = Options(quick=arguments.quick, implementations=frozenset(arguments.implementations), say=say)
    machine = describe()
    sections: list[Section] = []
    status = 0
    for name, suite in SUITES.items():
        if arguments.only is None or name in arguments.only:
            say(name)
            try:
                sections.append(await suite(options))
            except Exception as error:  # noqa: BLE001 - what the other suites have measured is not lost
                traceback.print_exc()
                sections.append(Section(name, name, failures=[f"{name} broke off: {type(error).__name__}: {error}"]))
                status = 1
    machine["seconds"] = round(time.monotonic() - start)
    print(markdown(machine, sections))
    for path in write(machine, sections):
        say(f"wrote {path}")
    return status


if __name__ == "__main__":
    sys.exit(asyncio.run(measure(parse(sys.argv[1:]))))
