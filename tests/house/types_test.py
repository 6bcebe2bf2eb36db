"""Types: no two headers define a type of one name in one namespace. The linker would take the functions of either for
both, and a destructor would free what another type holds.

    tests/house/types_test.py [SOURCE]        needs Python 3 and nothing else

It reads headers line by line: types that begin in the first column. `simd/` and the kernels are left out: each source
includes one of them.
"""
import collections
import os
import re
import sys
import tempfile
import unittest

ROOT = os.environ.get("JETSEQ_SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
FOLDERS = "core event data models infer select train evaluate report fit simulate workflow apps".split()
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
SPACE = re.compile(r"^namespace ([\w:]+) \{", re.M)
TYPE = re.compile(r"^(?:enum class|enum|class|struct|union) (?:JETSEQ_API )?(\w+)(?:\s*final)?\s*(?::[^:;(][^;(]*)?\{", re.M)


def types_of(text):
    text = COMMENT.sub("", text)
    spaces = [(space.start(), space.group(1)) for space in SPACE.finditer(text)]
    for found in TYPE.finditer(text):
        before = [name for place, name in spaces if place < found.start()]
        yield (before[-1] if before else "", found.group(1))


def repeated(root):
    places = collections.defaultdict(list)
    for folder in FOLDERS:
        for path, folders, names in os.walk(os.path.join(root, folder)):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".hpp", ".h")) and not name.startswith("kernel"):
                    with open(os.path.join(path, name), encoding="utf-8") as file:
                        for type_name in set(types_of(file.read())):
                            places["::".join(type_name)].append(os.path.relpath(os.path.join(path, name), root))
    return {name: headers for name, headers in places.items() if len(headers) > 1}


class Types(unittest.TestCase):
    def test_are_found_with_their_namespace(self):
        text = """namespace a {\nstruct B;\nstruct C {\nint x; };\nclass D final : public C {\n};\nstruct E::F {\n};
enum class G : int { one };\n// struct H {\n}\nnamespace a::b {\nstruct C {\n};\n}\n"""
        self.assertEqual(list(types_of(text)), [("a", "C"), ("a", "D"), ("a", "G"), ("a::b", "C")])

    def test_of_one_name_in_two_headers_are_named(self):
        with tempfile.TemporaryDirectory() as root:
            for name in ("one.hpp", "two.hpp"):
                os.makedirs(os.path.join(root, "core"), exist_ok=True)
                with open(os.path.join(root, "core", name), "w", encoding="utf-8") as file:
                    file.write("namespace a {\nstruct C {\n};\n}\n")
            self.assertEqual(repeated(root), {"a::C": ["core/one.hpp", "core/two.hpp"]})

    def test_have_names_of_their_own(self):
        self.assertEqual(repeated(ROOT), {})


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]):
        ROOT = sys.argv.pop(1)
    unittest.main()
