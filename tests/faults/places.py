"""Failures of the machine: disk full, folder read-only, input removed, memory short."""

import os
import resource
import shutil
import subprocess
import time

import runs
from runs import Lost

DISTURBED = ("train", "select", "evaluate", "score", "simulate")


def mount(folder, options):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "jetseq-faults", folder], capture_output=True).returncode == 0


def try_limited(runner, command, folder, whole, limits=()):
    """The earlier output is kept until the new one is whole; leftovers of a failure do not harm the next run."""
    old = runs.state_of(folder)
    code, err = runner.run(command.line(folder), limits)
    runs.require_clear(code, err)
    state = runs.state_of(folder)
    runs.require_whole_files(state, old, whole)
    if code == 0:
        runs.require_same({name: state[name] for name in whole if name in state}, whole)
        return "done"
    return "refused"


def whole_output(runner, command, work):
    folder = os.path.join(work, "undisturbed_" + command.name)
    if not os.path.isdir(folder):
        runs.copy_into(folder, None)
        runner.run_ok(command.line(folder))
    older = os.path.join(work, "earlier_" + command.name) if command.older else None
    if older and not os.path.isdir(older):
        runs.copy_into(older, None)
        runner.run_ok(command.older_line(older))
    return runs.state_of(folder), older, folder


def size_of(folder):
    """In whole pages of 4096 bytes, as a tmpfs counts them."""
    sizes = (os.path.getsize(os.path.join(where, name)) for where, _, names in os.walk(folder) for name in names)
    return sum((size + 4095) // 4096 * 4096 for size in sizes)


def full_disk(runner, command, work, count, random, tally):
    """A disk of random size, on a tmpfs if one can be mounted; otherwise a limit on the size of files."""
    whole, older, folder_of_whole = whole_output(runner, command, work)
    needed, refused = size_of(folder_of_whole), 0
    disk = os.path.join(work, "disk")
    os.makedirs(disk, exist_ok=True)
    for _ in range(count):
        room = max(4096, int(random.uniform(0, 1.5) * needed))
        inside = (size_of(older) if older else 0) + room
        mounted = mount(disk, f"size={inside}")
        fault = "full disk" if mounted else "no file may grow"
        folder = os.path.join(disk, "out")
        try:
            runs.copy_into(folder, older)
            limits = [] if mounted else [(resource.RLIMIT_FSIZE, room)]
            how = try_limited(runner, command, folder, whole, limits)
            refused += how == "refused"
            tally.add(fault, command.name, how)
        except Lost as lost:
            tally.lose(fault, command.name, f"{room} bytes of room: {lost}")
        finally:
            if mounted:
                subprocess.run(["umount", disk], check=True)
            shutil.rmtree(folder, ignore_errors=True)
    if count >= 4 and refused == 0:
        tally.lose("full disk", command.name, "it was never full: nothing was tried")


def read_only(runner, command, work, tally):
    """A read-only output folder: a tmpfs mounted read-only, or, for a user other than root, by its mode."""
    whole, older, _ = whole_output(runner, command, work)
    disk = os.path.join(work, "locked")
    os.makedirs(disk, exist_ok=True)
    mounted = mount(disk, "size=64m")
    folder = os.path.join(disk, "out")
    runs.copy_into(folder, older)
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    else:
        os.chmod(folder, 0o555)
    try:
        how = try_limited(runner, command, folder, whole)
        if how == "done" and not mounted and os.geteuid() == 0:
            print(f"{command.name}: root writes where it likes, and nothing can be mounted: a read-only folder is not tried")
            return
        if how == "done":
            raise Lost("wrote into a read-only folder")
        tally.add("read-only folder", command.name, how)
    except Lost as lost:
        tally.lose("read-only folder", command.name, str(lost))
    finally:
        if mounted:
            subprocess.run(["umount", disk], check=True)
        else:
            os.chmod(folder, 0o755)


def vanishing_input(runner, name, work, count, random, tally):
    """An input is removed while the command runs; the first time before it begins."""
    whole, older, _ = whole_output(runner, runs.commands(work)[name], work)
    begin = time.time()
    runner.run([name, "--help"])
    loaded = time.time() - begin
    for n in range(count):
        inputs = [os.path.join(work, os.path.basename(path)) for path in runs.EVENTS]
        for source, copy in zip(runs.EVENTS, inputs):
            shutil.copy(source, copy)
        folder = os.path.join(work, "vanishing")
        runs.copy_into(folder, older)
        old = runs.state_of(folder)
        try:
            process = runner.start(runs.commands(work, inputs)[name].line(folder))
            time.sleep(0 if n == 0 else random.uniform(0.5, 1.5) * loaded)
            os.remove(inputs[n % 2])
            _, err = process.communicate(timeout=runs.PATIENCE)
            runs.require_clear(process.returncode, err)
            if process.returncode != 0 and older and runs.state_of(folder) != old:
                raise Lost("refused, but the earlier output has changed")
            tally.add("vanished input", name, "done" if process.returncode == 0 else "refused")
        except Lost as lost:
            tally.lose("vanished input", name, str(lost))


def enough_to_start(runner, name):
    """An address space [bytes] in which the command and its libraries are loaded, to 2 MB. With less, the loader or a
    library says so or stops (Debian's OpenBLAS asks without end), before jetseq begins."""
    low, high = 0, 4 << 30
    while high - low > 2 << 20:
        middle = (low + high) // 2
        try:
            enough = runner.run([name, "--help"], [(resource.RLIMIT_AS, middle)], patience=15)[0] == 0
        except Lost:
            enough = False
        low, high = (low, middle) if enough else (middle, high)
    return high


def little_memory(runner, command, work, count, random, tally):
    """An address space between what loading takes and half a gigabyte more."""
    whole, older, _ = whole_output(runner, command, work)
    start = enough_to_start(runner, command.name)
    for n in range(count):
        more = int((1 << 18) * 2048 ** random.random())
        folder = os.path.join(work, "little_memory")
        runs.copy_into(folder, older)
        try:
            how = try_limited(runner, command, folder, whole, [(resource.RLIMIT_AS, start + more)])
            tally.add("little memory", command.name, how)
        except Lost as lost:
            tally.lose("little memory", command.name, f"{more >> 20} MB beyond loading: {lost}")
