"""The command `jetseq-convert`, also reached as `jetseq convert` and `python -m jetseq.convert`."""

from __future__ import annotations

import argparse
import glob
import io
import os
import shlex
import signal
import sys
from typing import NoReturn

from .. import Error

HAND = "jetseq convert"
CONFIGS = {0: "zero_lepton", 1: "one_lepton", 2: "two_lepton", -1: "hadronic"}
"""The configuration of a selection for each value of `leptons`."""


def _files(patterns: list[str]) -> list[str]:
    found = []
    for pattern in patterns:
        files = [pattern] if os.path.exists(pattern) else sorted(glob.glob(pattern))
        if not files:
            raise Error(f"no file {pattern} (nothing is there by this name). Check the path")
        found += files
    return found


class _Parser(argparse.ArgumentParser):
    """Complains in one line, as the other commands do."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{HAND}: {message} (jetseq convert MAP FILES... --out events.h5 expected). Try --help\n")


def _refuse_exchanged(arguments: argparse.Namespace) -> None:
    """The map comes first: refuses a ROOT file in its place."""
    if not arguments.map.endswith(".root"):
        return
    maps = [path for path in arguments.inputs if path.endswith((".yaml", ".yml"))]
    if maps:
        files = " ".join([arguments.map, *(path for path in arguments.inputs if path != maps[0])])
        raise Error(f"{arguments.map} is a ROOT file, not a map (the arguments are exchanged). "
                    f"Write jetseq convert {maps[0]} {files} --out {arguments.out}")
    raise Error(f"{arguments.map} is a ROOT file, not a map (the YAML file that says which branch is what comes "
                "first). Write jetseq convert MAP FILES... --out events.h5")


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = _Parser(
        prog=HAND,
        description="Turns a TTree or RNTuple of ROOT files into a file of events. "
                    "docs/reference/branch-map.md describes the map.")
    parser.add_argument("map", help="YAML: which branch is what, and its unit (configs/convert.yaml)")
    parser.add_argument("inputs", nargs="+", help="ROOT files; globs are understood")
    parser.add_argument("--out", required=True, help="file of events to write")
    parser.add_argument("--rows", type=int, default=20000,
                        help="events that are held in memory together (default: %(default)s)")
    arguments = parser.parse_args(argv)
    if arguments.rows < 1:
        parser.error("--rows is below 1")
    return arguments


class _Ended(BaseException):
    """Raised at a signal, its argument."""


def _end(number: int, _) -> None:
    raise _Ended(number)


def _prepare_to_end() -> None:
    """Turns signals into exceptions, so that no temporary file is left; ignored signals (nohup) stay ignored."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def _say(result, out: str) -> None:
    print(f"wrote {out}: {result.events} events")
    if result.absent:
        print("not in the map, so not in the file (a cut on it is refused): " + ", ".join(result.absent))
    for line in result.notices:
        print(line)
    print("next: " + _next_command(result, out), flush=True)


def _next_command(result, out: str) -> str:
    """The command to try next: a selection, if the file has all its columns."""
    file = shlex.quote(out)
    if result.absent or len(result.channels) != 1:
        return f"jetseq info {file}"
    config = CONFIGS[next(iter(result.channels))]
    return f"jetseq select configs/{config}.yaml {file} --model models/reference/vbf.json --out selected"


def _run(arguments: argparse.Namespace) -> int:
    try:
        from .convert import convert
    except ImportError as error:
        raise Error(f"{error.name} is not installed (the converter needs uproot, awkward, h5py and PyYAML). "
                    "pip install 'jetseq[convert]'") from None
    _refuse_exchanged(arguments)
    try:
        result = convert(arguments.map, _files(arguments.inputs), arguments.out, arguments.rows)
    except (OSError, RuntimeError) as error:  # h5py throws either
        reason = " ".join(str(error).split())
        raise Error(f"can't write {arguments.out} ({reason}). Choose a folder that has room") from None
    except MemoryError:
        raise Error(f"{arguments.rows} events at a time do not fit into memory (--rows). Set fewer") from None
    try:
        _say(result, arguments.out)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more to flush at the end
        raise Error(f"{arguments.out} is written, but not what was to be said of it (standard output: "
                    f"{error.strerror}). See `jetseq info {arguments.out}`") from None
    return 0


def main(argv: list[str] | None = None) -> int:
    arguments = _arguments(argv)
    _prepare_to_end()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names may not be text
    try:
        return _run(arguments)
    except Error as error:
        print(f"{HAND}: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, _Ended) as end:
        print(f"{HAND}: interrupted (by a signal; no file is left half-written). Start it again", file=sys.stderr)
        return 128 + (end.args[0] if isinstance(end, _Ended) else signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
