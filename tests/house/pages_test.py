"""Pages (.md): each link and anchor has a target, each page of docs/ is in its index, and each path `docs/...` that
a source names, and each source that a page names, is there. Lines have at most 120 columns, but for tables and code.

    tests/house/pages_test.py [SOURCE]        needs Python 3 and nothing else
"""
import glob
import os
import re
import sys
import tempfile
import unittest

ROOT = os.environ.get("JETSEQ_SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
NOT_OURS = re.compile(r"build.*|out|runs|demo|\..*|__pycache__")
"""Generated folders, as .gitignore names them, and hidden ones."""
TEXTS = (".md", ".hpp", ".cpp", ".h", ".c", ".cu", ".py", ".yaml", ".yml", ".txt", ".cmake", ".toml", ".json", "")
LINK = re.compile(r"\]\(\s*([^)\s]+)[^)]*\)|<(?:img|a)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"|^\[[^\]]+\]: *(\S+)", re.M)
SCHEME = re.compile(r"[a-z]+:")
COLUMNS = 120


def files_of(root, endings):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not NOT_OURS.fullmatch(name) or name == ".github")
        yield from (os.path.join(folder, name) for name in sorted(names) if os.path.splitext(name)[1] in endings)


def text_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def prose_lines(text):
    """(number, line) of text that is no code: neither fenced nor indented by four after an empty line."""
    is_fenced, is_indented, before = False, False, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
        elif not is_fenced:
            is_indented = line.startswith("    ") and (is_indented or not before.strip())
            if not is_indented:
                yield number, line
        before = line


def links_of(text):
    """(line, target) of [text](target), also over two lines, <img src="target"> and [text]: target."""
    lines = dict(prose_lines(text))
    prose = "\n".join(lines.get(n, "") for n in range(1, max(lines, default=0) + 1))
    prose = re.sub(r"`[^`]*`", lambda code: re.sub(r"[^\n]", " ", code.group()), prose)
    for link in LINK.finditer(prose):
        yield prose.count("\n", 0, link.start()) + 1, next(filter(None, link.groups()))


def anchors_of(text):
    """Anchors that GitHub makes of headings: lower case, no punctuation, spaces as '-', repeated ones numbered."""
    seen, anchors = {}, set(re.findall(r"<a (?:name|id)=\"([^\"]+)\"", text))
    for _, line in prose_lines(text):
        if heading := re.match(r"#{1,6} +(.*?)[ #]*$", line):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            anchors.add(slug if slug not in seen else f"{slug}-{seen[slug]}")
            seen[slug] = seen.get(slug, 0) + 1
    return anchors


def wrong_links(root):
    wrong = []
    for page in files_of(root, (".md",)):
        for line, target in links_of(text_of(page)):
            path, _, anchor = target.partition("#")
            if SCHEME.match(target):
                continue
            there = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            place = f"{os.path.relpath(page, root)}:{line}: {target}"
            if not os.path.exists(there):
                wrong.append(f"{place}: there is no such file")
            elif anchor and (not there.endswith(".md") or anchor not in anchors_of(text_of(there))):
                wrong.append(f"{place}: there is no such heading")
    return wrong


def left_out_of_the_index(root):
    docs = os.path.join(root, "docs")
    index = os.path.join(docs, "README.md")
    linked = {os.path.normpath(os.path.join(docs, target.partition("#")[0])) for _, target in links_of(text_of(index))}
    return [f"docs/README.md has no link to {os.path.relpath(page, docs)}" for page in files_of(docs, (".md",))
            if page != index and os.path.normpath(page) not in linked]


def wrong_paths(root):
    """Pages that sources, messages and scripts name as docs/... and that don't exist."""
    wrong = []
    for file in files_of(root, TEXTS):
        text = "" if os.path.samefile(file, __file__) else text_of(file)  # this one names pages of its small trees
        for path in re.finditer(r"(?<![\w./])docs/[\w./-]*\w", text):
            if not os.path.exists(os.path.join(root, path.group())):
                line = text.count("\n", 0, path.start()) + 1
                wrong.append(f"{os.path.relpath(file, root)}:{line}: there is no {path.group()}")
    return wrong


def wrong_sources(root):
    """Files and folders, such as `core/json` or `tests/apps/*_test.py`, that pages name and that don't exist."""
    wrong, folders = [], [name for name in os.listdir(root) if not NOT_OURS.fullmatch(name)]
    for page in files_of(root, (".md",)):
        for line, text in prose_lines(text_of(page)):
            wrong += [f"{os.path.relpath(page, root)}:{line}: there is no {path}"
                      for path in re.findall(r"`(\w+/[\w./*-]+)`", text)
                      if path.split("/")[0] in folders and os.path.splitext(path)[1] in TEXTS
                      and not glob.glob(os.path.join(root, path))]
    return wrong


def long_lines(root):
    return [f"{os.path.relpath(page, root)}:{number}: {len(line)} columns, more than {COLUMNS}"
            for page in files_of(root, (".md",)) for number, line in prose_lines(text_of(page))
            if len(line) > COLUMNS and not line.lstrip().startswith("|")]


class Pages(unittest.TestCase):
    maxDiff = None

    def test_lead_where_they_say(self):
        self.assertEqual(wrong_links(ROOT), [])

    def test_are_all_in_the_index(self):
        self.assertEqual(left_out_of_the_index(ROOT), [])

    def test_are_where_sources_say(self):
        self.assertEqual(wrong_paths(ROOT), [])

    def test_name_sources_that_are_there(self):
        self.assertEqual(wrong_sources(ROOT), [])

    def test_have_lines_of_at_most_120_columns(self):
        self.assertEqual(long_lines(ROOT), [])

    def test_are_many(self):
        self.assertGreater(sum(len(list(links_of(text_of(page)))) for page in files_of(ROOT, (".md",))), 50)


class WhatIsWrong(unittest.TestCase):
    """The checks find it in a small tree."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def write(self, path, text):
        os.makedirs(os.path.dirname(os.path.join(self.root, path)), exist_ok=True)
        with open(os.path.join(self.root, path), "w") as file:
            file.write(text)

    def test_of_links(self):
        self.write("README.md", "# A\n[here](#a) [there](docs/b.md#the-code-of-b) [web](https://a.b/c)\n")
        code = "[x](none.md)"
        self.write("docs/b.md", f"# B\n\n## The `code` of B\n\n```\n{code}\n```\n\n    {code}\n\n`{code}`\n")
        self.assertEqual(wrong_links(self.root), [])
        self.write("docs/b.md", "[one\ntwo](../none.md) [up](../README.md#b)\n<img src=\"no.svg\">\n")
        self.assertEqual(wrong_links(self.root), ["README.md:2: docs/b.md#the-code-of-b: there is no such heading",
                                                  "docs/b.md:2: ../none.md: there is no such file",
                                                  "docs/b.md:2: ../README.md#b: there is no such heading",
                                                  "docs/b.md:3: no.svg: there is no such file"])

    def test_of_headings_with_the_same_text(self):
        self.assertEqual(anchors_of("## Fits: `a/b.py`\n# A\n# A\n```\n# no\n```\n"), {"fits-abpy", "a", "a-1"})

    def test_of_the_index(self):
        self.write("docs/README.md", "[a](guide/a.md#x)\n")
        self.write("docs/guide/a.md", "")
        self.write("docs/guide/b.md", "")
        self.assertEqual(left_out_of_the_index(self.root), ["docs/README.md has no link to guide/b.md"])

    def test_of_paths(self):
        self.write("docs/a.md", "")
        self.write("core/a.cpp", '// docs/a.md\n"see docs/b.md."\n')
        self.write("build/a.cpp", "// docs/b.md\n")
        self.assertEqual(wrong_paths(self.root), ["core/a.cpp:2: there is no docs/b.md"])

    def test_of_sources(self):
        self.write("core/json/a.cpp", "")
        self.write("build/b.cpp", "")
        self.write("a.md", "`core/json`, `core/json/*.cpp`, `build/a.cpp`, `core/a.html`\n`core/text`, `core/b.cpp`\n")
        self.assertEqual(wrong_sources(self.root), ["a.md:2: there is no core/text", "a.md:2: there is no core/b.cpp"])

    def test_of_lines(self):
        self.write("a.md", "x" * 120 + "\n" + "x" * 121 + "\n| " + "x" * 121 + "\n\n    " + "x" * 121 + "\n")
        self.assertEqual(long_lines(self.root), ["a.md:2: 121 columns, more than 120"])


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]):
        ROOT = sys.argv.pop(1)
    unittest.main()
