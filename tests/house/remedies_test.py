"""What apps/terminal/remedies.cpp says in the words of the command is said by a library, in one place or in marked ones,
and no library names an option or a subcommand.

    tests/house/remedies_test.py [SOURCE]        needs Python 3 and nothing else
"""
import collections
import glob
import os
import re
import sys
import unittest

ROOT = os.environ.get("JETSEQ_SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
LIBRARIES = "core data event models infer select train evaluate report fit simulate workflow".split()
COMMANDS = "train scan score evaluate select tagger fit export info compare simulate convert rerun".split()
MARK = "in several places"
"""Behind a phrase of remedies.cpp that several files say, all of them with the same meaning."""
STRING = r'"(?:\\.|[^"\\\n])*"'
TOKEN = re.compile(rf"//[^\n]*|/\*.*?\*/|(?<!\w)'(?:\\.|[^'\\\n])+'|R\"\((?P<raw>.*?)\)\"|(?P<text>{STRING})", re.S)


def literals(source):
    """The string literals of C++; those with nothing but blanks and comments between them are one."""
    found, end = [], None
    for token in TOKEN.finditer(source):
        text = token["text"][1:-1] if token["text"] else token["raw"]
        is_next = end is not None and not source[end:token.start()].strip()
        if text is not None and is_next:
            found[-1] += text
        elif text is not None:
            found.append(text)
        if text is not None or is_next:
            end = token.end()
    return found


def begins_with(literal, phrase):
    """As remedies.cpp looks for its `beginnings`."""
    return literal.startswith(phrase)


def says(literal, phrase):
    """As whole words, the way remedies.cpp looks for its `remedies`."""
    behind = "" if phrase.endswith(" ") else r"(?=$|[!-/:-@\[-`{-~])"
    return re.search(f"(?:^| ){re.escape(phrase)}{behind}", literal) is not None


def phrases(source):
    """(phrase, whether it is marked) of the tables in remedies.cpp."""
    pair = re.compile(rf"^ *\{{({STRING}),(?:\s*{STRING})+\}},( +// {MARK})?", re.M)
    return [(match[1][1:-1], match[2] is not None) for match in pair.finditer(source)]


def complaints(phrases_of_command, literals_of, is_said=says):
    """`literals_of`: the string literals of each file."""
    wrong = []
    for phrase, is_marked in phrases_of_command:
        files = sorted(file for file, texts in literals_of.items() if any(is_said(text, phrase) for text in texts))
        if not files:
            wrong.append(f"no library says '{phrase}'")
        elif len(files) > 1 and not is_marked:
            wrong.append(f"'{phrase}' stands in {', '.join(files)}: make it longer, or mark it as said {MARK}")
        elif len(files) == 1 and is_marked:
            wrong.append(f"'{phrase}' stands in {files[0]} only: remove the mark")
    return wrong


def names_of_the_command(literals_of):
    name = re.compile(rf"--[a-z][a-z-]+|jetseq ({'|'.join(COMMANDS)})\b")
    return [f"{file}: {text}" for file, texts in sorted(literals_of.items()) for text in texts
            if name.search(text) and "pyhf patchset apply" not in text]  # an option of pyhf


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


class Remedies(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.literals_of = {}
        for library in LIBRARIES:
            for ending in ("cpp", "hpp", "cu"):
                for path in glob.glob(f"{library}/**/*.{ending}", root_dir=ROOT, recursive=True):
                    cls.literals_of[path] = literals(read(path))

    def test_begin_with_what_one_library_says(self):
        remedies, beginnings = read("apps/terminal/remedies.cpp").split("beginnings[] =")
        self.assertGreater(len(phrases(remedies)), 20)
        self.assertEqual(complaints(phrases(remedies), self.literals_of), [])
        self.assertGreater(len(phrases(beginnings)), 2)
        self.assertEqual(complaints(phrases(beginnings), self.literals_of, begins_with), [])

    def test_are_the_command_s_alone(self):
        self.assertEqual(names_of_the_command(self.literals_of), [])


class WhatIsWrong(unittest.TestCase):
    """The checks find it."""

    def test_of_literals(self):
        self.assertEqual(literals('f("a" // "x"\n  "b", \'"\', "c\\"d"); // "e"\n/* "f" */ g(R"(h "i")"); 1\'000 + "j"'),
                         ["ab", 'c\\"d', 'h "i"', "j"])

    def test_of_phrases(self):
        table = f'    {{"Fit it", "jetseq fit takes it"}},\n    {{"Look", "a "\n     "b"}},  // {MARK}\n'
        self.assertEqual(phrases(table), [("Fit it", False), ("Look", True)])
        files = {"a.cpp": ["(no). Fit it"], "b.cpp": ["Look at it", "Fit items"], "c.cpp": ["Fit it."]}
        self.assertEqual(complaints([("Fit it", False)], files),
                         [f"'Fit it' stands in a.cpp, c.cpp: make it longer, or mark it as said {MARK}"])
        self.assertEqual(complaints([("Fit it", True)], files), [])
        self.assertEqual(complaints([("Look", False)], files), ["no library says 'Look'"])
        self.assertEqual(complaints([("Look at it", True)], files),
                         ["'Look at it' stands in b.cpp only: remove the mark"])

    def test_of_beginnings(self):
        files = {"a.cpp": ["the cuts are wrong"], "b.cpp": ["of the cuts"]}
        self.assertEqual(complaints([("the cuts", False)], files, begins_with), [])

    def test_of_names(self):
        files = {"a.cpp": ["see jetseq fit", "use --all", "a -- b", "the command jetseq"]}
        self.assertEqual(names_of_the_command(files), ["a.cpp: see jetseq fit", "a.cpp: use --all"])


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]):
        ROOT = sys.argv.pop(1)
    unittest.main()
