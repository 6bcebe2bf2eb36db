"""YAML of which nothing is lost or read as something else: each key once, one document, plain numbers."""

from __future__ import annotations

import re
from typing import Any

import yaml

from .. import Error

_OF_ONE_VERSION = re.compile(r"[-+]?(0[0-9_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?"
                             r"|[0-9]+(:[0-5]?[0-9])+(\.[0-9_]*)?)")
"""0100 is 64 in YAML 1.1 and 100 in 1.2; 0o17 is a number in 1.2 alone; 1_000, 0b11 and 1:30 (90) are in 1.1 alone."""
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


def _refuse(node: yaml.Node, problem: str, why: str, remedy: str) -> None:
    problem = " ".join(problem.split())
    raise Error(f"{node.start_mark.name}, line {node.start_mark.line + 1}: {problem} ({why}). {remedy}")


def _check_scalar(node: yaml.ScalarNode) -> None:
    if (node.tag in _NUMBERS or not node.style) and _OF_ONE_VERSION.fullmatch(node.value):
        _refuse(node, f"`{node.value}` is not the same in every version of YAML",
                "a leading zero, `_` or `:` in a number", "Write it in plain digits; a name, in backticks and quotes")


def _check_keys(node: yaml.MappingNode) -> None:
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _refuse(key, "a key is a list or a mapping", "a name expected", "Correct it")
        if key.value in lines:
            _refuse(key, f"`{key.value}` stands twice", f"first in line {lines[key.value]}; one would be lost",
                    "Remove one")
        lines[key.value] = key.start_mark.line + 1


def _check(node: yaml.Node, seen: set[int]) -> None:
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        _check_scalar(node)
    elif isinstance(node, yaml.MappingNode):
        _check_keys(node)
        for _, value in node.value:
            _check(value, seen)
    else:
        for value in node.value:
            _check(value, seen)


def read_yaml(path: str, text: str) -> Any:
    """The document `text` of the file `path`; throws Error, with the line, where it is ambiguous."""
    try:
        loader = yaml.SafeLoader(text)
        loader.name = path  # for the marks
        node = loader.get_single_node()
        if node is None:
            return None
        _check(node, set())
        return loader.construct_document(node)
    except yaml.composer.ComposerError as error:
        if "single document" not in str(error):
            raise
        raise Error(f"{path}, line {error.problem_mark.line + 1}: a second YAML document begins (it would be lost). "
                    "Bring both into one") from None
