"""YAML without ambiguities: each key once, one document, plain numbers."""

from __future__ import annotations

import re
from typing import Any, Union

import yaml

from .. import Error

_OF_ONE_VERSION = re.compile(r"[-+]?(0[0-9_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?"
                             r"|[0-9]+(:[0-5]?[0-9])+(\.[0-9_]*)?)")
"""0100 is 64 in YAML 1.1 and 100 in 1.2; 0o17 is a number in 1.2 alone; 1_000, 0b11 and 1:30 (90) are in 1.1 alone."""
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_FLAG = "tag:yaml.org,2002:bool"
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


def _refuse(node: Union[yaml.Node, yaml.Event], problem: str, why: str, remedy: str) -> None:
    problem = " ".join(problem.split())
    raise Error(f"{node.start_mark.name}, line {node.start_mark.line + 1}: {problem} ({why}). {remedy}")


class _Loader(yaml.SafeLoader):
    """Refuses nodes that stand for something else: aliases, anchors, tags."""

    def compose_node(self, parent, index):
        event = self.peek_event()
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            _refuse(event, f"an alias, `*{event.anchor}`", "aliases are not used here", "Write out what it stands for")
        if event.anchor is not None:
            _refuse(event, f"an anchor, `&{event.anchor}`", "anchors are not used here", "Take it out")
        if tag not in (None, "!"):
            _refuse(event, f"the tag `{tag}`", "tags are not used here", "Take it out")
        return super().compose_node(parent, index)


def _check_scalar(node: yaml.ScalarNode) -> None:
    if (node.tag in _NUMBERS or not node.style) and _OF_ONE_VERSION.fullmatch(node.value):
        _refuse(node, f"`{node.value}` is not the same in every version of YAML",
                "a leading zero, `_` or `:` in a number", "Write it in plain digits; a name, in backticks and quotes")
    if node.tag in _NUMBERS and not _DECIMAL.fullmatch(node.value):
        _refuse(node, f"`{node.value}` is no decimal number", "digits, a point and an exponent expected", "Correct it")
    if node.tag == _FLAG and node.value.lower() not in ("true", "false"):
        _refuse(node, f"`{node.value}` is a flag in one version of YAML and a text in another", "true or false expected",
                "Write that; a name, in backticks and quotes")


def _check_keys(node: yaml.MappingNode) -> None:
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _refuse(key, "a key is a list or a mapping", "a name expected", "Correct it")
        if key.value in lines:
            _refuse(key, f"`{key.value}` appears twice", f"first in line {lines[key.value]}; one would be lost",
                    "Remove one")
        if key.value == "<<" and not key.style:
            _refuse(key, "the merge key `<<`", "nothing is merged here", "Write the keys out")
        lines[key.value] = key.start_mark.line + 1


def _check(node: yaml.Node) -> None:
    if isinstance(node, yaml.ScalarNode):
        _check_scalar(node)
    elif isinstance(node, yaml.MappingNode):
        _check_keys(node)
        for _, value in node.value:
            _check(value)
    else:
        for value in node.value:
            _check(value)


def read_yaml(path: str, text: str) -> Any:
    """The document `text` of the file `path`; throws Error, with the line, if it is ambiguous."""
    try:
        loader = _Loader(text)
        loader.name = path  # for the marks
        node = loader.get_single_node()
        if node is None:
            return None
        _check(node)
        return loader.construct_document(node)
    except yaml.composer.ComposerError as error:
        if "single document" not in str(error):
            raise
        raise Error(f"{path}, line {error.problem_mark.line + 1}: a second YAML document begins (it would be lost). "
                    "Bring both into one") from None
