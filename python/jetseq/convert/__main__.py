"""The command `jetseq-convert`, also reached as `jetseq convert` and `python -m jetseq.convert`."""

from __future__ import annotations

import argparse
import glob
import os
import sys

from .. import Error

HAND = "jetseq convert"


def _files(patterns: list[str]) -> list[str]:
    found = []
    for pattern in patterns:
        files = sorted(glob.glob(pattern))
        if not files:
            raise Error(f"no file {pattern} (nothing is there by this name). Check the path")
        found += files
    return found


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=HAND,
        description="Turns a TTree or RNTuple of ROOT files into a file of events. docs/convert.md describes the map.")
    parser.add_argument("map", help="YAML: which branch is what, and its unit (configs/convert.yaml)")
    parser.add_argument("inputs", nargs="+", help="ROOT files; globs are understood")
    parser.add_argument("--out", required=True, help="file of events to write")
    parser.add_argument("--rows", type=int, default=20000,
                        help="events that are held in memory together (default: %(default)s)")
    arguments = parser.parse_args(argv)
    if arguments.rows < 1:
        parser.error("--rows is below 1")
    return arguments


def main(argv: list[str] | None = None) -> int:
    arguments = _arguments(argv)
    try:
        try:
            from .convert import convert
        except ImportError as error:
            raise Error(f"{error.name} is not installed (the converter needs uproot, awkward, h5py and PyYAML). "
                        "pip install 'jetseq[convert]'") from None
        if os.path.exists(arguments.out):
            raise Error(f"{arguments.out} exists already (it would be lost). Remove it, or choose another --out")
        result = convert(arguments.map, _files(arguments.inputs), arguments.out, arguments.rows)
    except Error as error:
        print(f"{HAND}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{HAND}: can't write {arguments.out} ({error}). Choose a folder that has room", file=sys.stderr)
        return 1
    print(f"wrote {arguments.out}: {result.events} events")
    if result.defaults:
        print("not in the map, and the same for all events: " + ", ".join(result.defaults))
    print(f"next: jetseq select configs/two_lepton.yaml {arguments.out} --model models/reference/vbf.json "
          "--out selected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
