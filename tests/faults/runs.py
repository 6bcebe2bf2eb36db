"""The commands that are disturbed, their outputs, and how the outcome is judged."""

import os
import resource
import shutil
import subprocess
import zipfile

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODEL = os.path.join(SOURCE, "models", "reference", "vbf.json")
EVENTS = [os.path.join(SOURCE, "data", "sample", name) for name in ("vbf_1000_2lep.h5", "ggf_1000_2lep.h5")]
PATIENCE = 600  # seconds until a command counts as hung, also on a machine that has much else to do

TRAINING = """name: toy
network: {cells: 5}
train: {max_epochs: 12, batch_size: 64, learning_rate: 0.01, threads: 1, device: cpu}
"""


class Lost(Exception):
    """A guarantee was violated; the text names it."""


def configuration(name):
    return os.path.join(SOURCE, "configs", name)


class Command:
    """A command line `jetseq ARGUMENTS... OUT` that writes into a folder, or a file in it."""

    def __init__(self, name, arguments, out="", resumable=False, older=None):
        """`older`: arguments whose output a run replaces; None: it never replaces any."""
        self.name, self.arguments, self.out, self.resumable, self.older = name, arguments, out, resumable, older

    def line(self, folder):
        """Starts it, or resumes from what is in `folder`."""
        if self.resumable and os.path.exists(os.path.join(folder, "config.yaml")):
            return ["train", "--resume", folder]
        return [*self.arguments, self.target(folder)]

    def older_line(self, folder):
        return [*self.older, self.target(folder)]

    def target(self, folder):
        return os.path.join(folder, self.out) if self.out else folder


def commands(work, events=EVENTS, model=MODEL):
    with open(os.path.join(work, "toy.yaml"), "w") as file:
        file.write(TRAINING)
    select = ["select", configuration("two_lepton.yaml"), "--model", model, "--part-rows", "250", "--threads", "2"]
    simulate = ["simulate", configuration("simulate.yaml"), "--threads", "1", "--set", "events=60",
                "--set", "events_per_chunk=10", "--set", 'pythia_settings=["PartonLevel:MPI = off"]', "--out"]
    return {
        "train": Command("train", ["train", file.name, "--data", ",".join(events), "--out"], resumable=True),
        "select": Command("select", [*select, *events, "--out"], older=[*select, events[0], "--out"]),
        "evaluate": Command("evaluate", ["evaluate", model, *events, "--all", "--out"],
                            older=["evaluate", model, *events, "--out"]),
        "score": Command("score", ["score", model, *events, "--out"], "scores.h5", older=["score", model, events[0], "--out"]),
        "simulate": Command("simulate", simulate, "events.h5"),
    }


class Runner:
    """Runs one build of jetseq."""

    def __init__(self, jetseq):
        self.jetseq = jetseq

    def start(self, line, limits=()):
        """`limits`: pairs of a resource and its bound. A file that grows too large is as a full disk."""
        def in_child():
            for what, bound in limits:
                resource.setrlimit(what, (bound, bound))
        return subprocess.Popen([self.jetseq, *line], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                errors="replace", preexec_fn=in_child)

    def run(self, line, limits=(), patience=PATIENCE):
        """Exit code and standard error."""
        process = self.start(line, limits)
        try:
            _, err = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Lost("hung: jetseq " + " ".join(line))
        return process.returncode, err

    def run_ok(self, line):
        code, err = self.run(line)
        if code != 0:
            raise Lost(f"exit code {code} where 0 was due: jetseq {' '.join(line)}: {err.strip()}")


def require_clear(code, err):
    """Done, or refused with exit code 1 and one line that says so. Warnings and progress may stand before it."""
    if code == 0:
        return
    lines = [line for line in err.replace("\r", "\n").split("\n") if line.startswith("jetseq: ") and "warning: " not in line]
    if code != 1 or len(lines) != 1 or "jetseq: unexpected" in lines[0]:
        raise Lost(f"exit code {code}, standard error: {err.strip()[-400:]!r}")


def without_clock(name, content):
    """A file's content without what differs from run to run: times, and of a checkpoint all but that it is whole."""
    if name == "metrics.csv":
        return b"\n".join(b",".join(line.split(b",")[:5]) for line in content.split(b"\n"))
    if name == "metadata.json":
        return b"\n".join(line for line in content.split(b"\n") if b'"seconds"' not in line)
    return content


def state_of(folder):
    """Every file under its final name, relative to `folder`. Raises Lost if a checkpoint is not whole."""
    state = {}
    for where, _, names in os.walk(folder):
        if where.endswith("parts"):  # of an unfinished run; checked by resuming from them
            continue
        for name in names:
            path = os.path.join(where, name)
            if name.endswith(".part") or name == ".jetseq.lock":
                continue
            if name == "checkpoint.pt":
                try:
                    whole = zipfile.ZipFile(path).testzip() is None
                except zipfile.BadZipFile:
                    whole = False
                if not whole:
                    raise Lost("half a checkpoint")
                state[name] = b"a whole checkpoint"
                continue
            with open(path, "rb") as file:
                state[os.path.relpath(path, folder)] = without_clock(name, file.read())
    return state


def require_whole_files(state, *allowed):
    """Each file of `state` is what one of the `allowed` states has; of a training's table also its first rows."""
    for name, content in state.items():
        candidates = [other[name] for other in allowed if name in other]
        if name == "metrics.csv" and content.endswith(b"\n"):
            content, candidates = b"", [b"" if other.startswith(content) else None for other in candidates]
        if name == "metadata.json" and content.endswith(b"}\n") and b'"finished": false' in content:
            continue  # of a resumed training: it counts its epochs
        if content not in candidates:
            raise Lost(f"{name} is neither the old nor the new file ({len(content)} bytes)")


def require_same(state, whole):
    for name in sorted(set(state) | set(whole)):
        if state.get(name) != whole.get(name):
            raise Lost(f"{name} differs from that of an undisturbed run")


def require_nothing_left(folder):
    for where, folders, names in os.walk(folder):
        left = [name for name in [*folders, *names] if name.endswith((".part", ".parts")) or name == "parts"]
        if left:
            raise Lost(f"left behind: {left[0]}")


def copy_into(folder, source):
    shutil.rmtree(folder, ignore_errors=True)
    if source:
        shutil.copytree(source, folder)
    else:
        os.makedirs(folder)
