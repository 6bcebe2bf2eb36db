"""The commands of README and of the pages in docs/: those that need no build, network or hour are run as they stand
there, all others are named below; options that pages name are those of the command; docs/reference/options.md is what
`--help` says (JETSEQ_FREEZE=1 writes it anew)."""
import functools
import os
import re
import shutil
import subprocess
import tempfile
import unittest

JETSEQ, SOURCE = os.environ["JETSEQ"], os.environ["JETSEQ_SOURCE_DIR"]
OPTIONS_PAGE = os.path.join(SOURCE, "docs", "reference", "options.md")
TIMEOUT = 900
"""Seconds for one command; the longest, a training, takes some twenty without sanitizers."""

RUN_ELSEWHERE = {
    "scripts/demo": ".ci/run",
    "scripts/test": ".ci/run",
    "scripts/install-pythia && cmake --preset release": ".ci/run",
    "cmake --preset embed && cmake --build --preset embed && cmake --install": "install_embed",
    "cmake -S examples/embed": "install_embed",
    "build/example/embed": "install_embed",
    "cmake --preset embed -DCMAKE_INSTALL_PREFIX": "install_analysis",
    "cmake -S examples/analysis": "install_analysis",
    "out/analysis/analysis": "install_analysis",
    "pip install '.[convert]'": "python_install",
    "jetseq convert configs/convert.yaml data/*.root": "python_convert",
    "torchrun": "apps_distributed",
    "srun": "apps_distributed",
    "mpirun -np 8": "apps_distributed",
    "cc score.c": "python_recipes",
    "./a.out": "python_recipes",
    "examples/scale-out/dask_score.py": "python_dask",
    "examples/scale-out/rdataframe_score.py": "python_root",
}
"""Beginning of a command -> the test that runs it, or the like of it."""

RUN_BY_HAND = {
    "scripts/limit-heavy-higgs": "runs the build `release`",
    "scripts/bench": "measures for minutes",
    "scripts/build-cuda": "compiles for a GPU",
    "cmake --preset bench": "builds benchmarks",
    "bench/": "measures",
    "python bench/": "measures",
    "mpirun -np 2 build/bench": "measures",
    "build/bench/": "measures",
    "jetseq simulate configs/simulate.yaml --set process=": "simulates for minutes (tests/simulate makes fewer events)",
    "jetseq select configs/hadronic_tags.yaml out/qcd.h5": "selects what was simulated for minutes",
    "jetseq train configs/deep_sets.yaml": "trains for minutes",
    "jetseq train configs/jet_mass.yaml": "trains on what was simulated for minutes",
    "jetseq evaluate out/jet_mass": "measures what was trained for minutes",
    "jetseq train configs/attention.yaml": "trains for minutes",
    "jetseq evaluate models/reference/vbf.json data/sample/sequences_1000_2lep.h5 --with out/deep_sets":
        "measures what was trained for minutes",
}
PLACEHOLDER = re.compile(r"(?<!\S)(MODEL|EVENTS|RUN|DIR|FILE|CONFIG)\b")
"""A form, such as `jetseq compare RUN RUN --out DIR`, whose options are checked."""

PREPARED = {"demo/vbf.json": "models/reference/vbf.json", "out/events.h5": "data/sample/vbf_1000_2lep.h5"}
"""What the commands of a page find, from commands that are run elsewhere -> a file of the source."""


def pages():
    yield os.path.join(SOURCE, "README.md")
    for folder, _, names in sorted(os.walk(os.path.join(SOURCE, "docs"))):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".md"))


def code_and_text(page):
    """Lines of code that is indented by four or fenced as a shell's; the text without code of any kind."""
    code, text, fence = [], [], None
    with open(page) as file:
        for line in file.read().splitlines():
            if line.startswith("```"):
                fence = line[3:] if fence is None else None
            elif fence == "sh" or fence is None and line.startswith("    "):
                code.append(line if fence else line[4:])
            elif fence is None:
                text.append(line)
    return code, " ".join(text)


def commands_of(page):
    """Each in one line, without the comment behind it."""
    whole = re.sub(r"\\\n\s*", "", "\n".join(code_and_text(page)[0]))
    words = r"(jetseq|scripts/|examples/|bench/|build/|out/|cmake|pip|python|cc|\./|torchrun|srun|mpirun)"
    return [re.sub(r"\s+#\s.*", "", line).strip() for line in whole.splitlines() if re.match(words, line)]


def mentions_of(page):
    """`jetseq COMMAND ...` within the text."""
    return re.findall(r"`(jetseq [a-z][^`]*)`", code_and_text(page)[1])


def is_run_here(command):
    return not command.startswith((*RUN_ELSEWHERE, *RUN_BY_HAND)) and not PLACEHOLDER.search(command)


def jetseq(*arguments):
    return subprocess.run([JETSEQ, *arguments], capture_output=True, text=True, timeout=TIMEOUT)


@functools.lru_cache(None)
def names_of_commands():
    listed = jetseq("--help").stdout.partition("commands:\n")[2]
    return re.findall(r"^  ([a-z]+) ", listed, re.M)


@functools.lru_cache(None)
def help_of(command):
    done = jetseq(command, "--help")
    return done.stdout if done.returncode == 0 else None  # a part of jetseq that this build lacks


class Commands(unittest.TestCase):
    def prepared_folder(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        folder = made.name
        for name in ("configs", "data", "models", "scripts", "examples"):
            os.symlink(os.path.join(SOURCE, name), os.path.join(folder, name))
        for path, of in PREPARED.items():
            os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
            shutil.copy(os.path.join(SOURCE, of), os.path.join(folder, path))
        return folder

    def check(self, page):
        folder = self.prepared_folder()
        environment = {**os.environ, "PATH": os.path.dirname(JETSEQ) + os.pathsep + os.environ["PATH"]}
        for command in filter(is_run_here, commands_of(os.path.join(SOURCE, page))):
            with self.subTest(command):
                self.before(command, folder)
                done = subprocess.run(["bash", "-ec", command], cwd=folder, env=environment, capture_output=True,
                                      text=True, timeout=TIMEOUT)
                self.assertEqual(done.returncode, 0, done.stderr)

    def before(self, command, folder):
        """What the command says that you have: the workspace that the one before has made."""
        if command.startswith("jetseq fit workspace.json"):
            shutil.copy(os.path.join(folder, "out/fit/workspace.json"), folder)
        elif command.startswith("jetseq fit fit.yaml"):
            with open(os.path.join(folder, "fit.yaml"), "w") as file:
                file.write("workspace: workspace.json\n")

    def test_of_the_first_hour(self):
        self.check("docs/guide/first-hour.md")

    def test_of_fits(self):
        self.check("docs/guide/fit.md")

    def test_of_all_other_pages(self):
        for page in pages():
            if os.path.basename(page) not in ("first-hour.md", "fit.md"):
                self.check(page)

    def test_that_are_not_run_here_stand_on_a_page(self):
        commands = [command for page in pages() for command in commands_of(page)]
        self.assertGreater(len(commands), 45)
        for table in RUN_ELSEWHERE, RUN_BY_HAND:
            unused = [words for words in table if not any(command.startswith(words) for command in commands)]
            self.assertEqual(unused, [])


class Options(unittest.TestCase):
    maxDiff = None

    def test_that_pages_name_are_those_of_the_command(self):
        wrong, count = [], 0
        for page in pages():
            for command in commands_of(page) + mentions_of(page):
                for name, rest in re.findall(r"\bjetseq ([a-z]+)((?: [^`|;&]*)?)", command):
                    place = f"{os.path.relpath(page, SOURCE)}: {command}"
                    count += 1
                    if name not in names_of_commands():
                        wrong.append(f"{place}: no command {name}")
                        continue
                    known = help_of(name)
                    wrong += [f"{place}: no option {option}" for option in re.findall(r" (--[a-z][a-z0-9-]*)", rest)
                              if known and not re.search(rf"^\s+(-\w, )?{option}\b", known, re.M)]
        self.assertEqual(wrong, [])
        self.assertGreater(count, 80)

    def test_are_those_of_the_page(self):
        with open(OPTIONS_PAGE) as file:
            page = file.read()
        head, *sections = re.split(r"^## ", page, flags=re.M)
        stands = dict(section.split("\n", 1) for section in sections)
        made = {}
        for name in names_of_commands():
            text = help_of(name) if name != "convert" else None  # `convert` is the Python package's
            if text is None and name in stands:
                made[name] = stands[name]
            elif text is not None:
                lines = (line.rstrip() for line in text.strip().splitlines())
                made[name] = "\n```\n" + "\n".join(lines) + "\n```\n\n"
        expected = head + "".join(f"## {name}\n{text}" for name, text in made.items()).rstrip("\n") + "\n"
        if "JETSEQ_FREEZE" in os.environ:
            with open(OPTIONS_PAGE, "w") as file:
                file.write(expected)
        else:
            self.assertEqual(page, expected, "To write the page anew, run with JETSEQ_FREEZE=1.")


if __name__ == "__main__":
    unittest.main()
