"""Holds two rules of ARCHITECTURE.md: each folder has its namespace, and no type name exists twice.

names_test.py SOURCE
"""

import pathlib
import re
import sys

# What users embed, and what that is made of, is in jetseq::; every other folder has a namespace of its own.
SHARED = ["core", "event", "models", "infer", "select", "simd", "python"]
# Kernels name the same things alike, one set for each instruction set and device.
KERNELS = ("simd/", "infer/kernels/", "train/fused/kernel", "train/cuda/")
# Defines functions of train/ for the program that does not load LibTorch.
STANDS_IN = ["apps/without_libtorch.cpp"]
OWN = ["data", "train", "evaluate", "report", "fit", "simulate", "workflow", "apps"]

NAMESPACE = re.compile(r"^namespace (jetseq[\w:]*) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FORWARD = re.compile(r"(?:\s*(?:class|struct|enum class) \w+(?: : [\w:]+)?;[^\n]*\n)*\s*")
TYPE = re.compile(
    r"^(?:template <[^\n]*>\n)?(?:class|struct|enum class|enum) (?:JETSEQ_API )?(\w+)(?: final)?(?: : [^;{]+)? ?\{",
    re.MULTILINE,
)


def sources(root, folder):
    for path in sorted((root / folder).rglob("*")):
        if path.suffix in (".hpp", ".h", ".cpp", ".cu"):
            yield path


def main():
    root = pathlib.Path(sys.argv[1])
    faults = []
    types = {}
    blocks = 0
    for folder in SHARED + OWN:
        own = "jetseq" if folder in SHARED else f"jetseq::{folder}"
        for path in sources(root, folder):
            name = path.relative_to(root)
            text = path.read_text(encoding="utf-8")
            for block in NAMESPACE.finditer(text):
                blocks += 1
                space = block.group(1)
                inside = space == own or space.startswith(own + "::")
                if folder in SHARED:
                    inside = inside and space.split("::")[1:2] not in [[other] for other in OWN]
                if not inside and str(name) not in STANDS_IN and not FORWARD.fullmatch(block.group(2)):
                    faults.append(f"{name}: {space} is not the namespace of {folder}/, {own}")
            if str(name).startswith(KERNELS):
                continue
            for match in TYPE.finditer(text):
                types.setdefault(match.group(1), []).append(str(name))
    for type_name, places in sorted(types.items()):
        if len(places) > 1:
            faults.append(f"the type {type_name} exists {len(places)} times: {', '.join(places)}")
    if blocks < 300 or len(types) < 200:
        faults.append(f"only {blocks} namespaces and {len(types)} types were found: is the pattern still right?")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
