"""Input files that are truncated, or have one flipped bit: refused with one line, or read as they are."""

import io
import json
import os
import re
import shutil
import struct
import zipfile

import h5py

import runs
from runs import Lost

FILES = ("events", "model", "tagger", "configuration", "workspace", "checkpoint")
TEXT_BOUNDARIES = rb"[\[\]{}:,\"\n]"
ARCHIVE_SIGNATURES = rb"PK\x01\x02|PK\x03\x04|PK\x05\x06|PK\x06\x06|PK\x06\x07|PK\x07\x08"

WORKSPACE = {
    "channels": [{"name": "vbf", "samples": [
        {"name": "signal", "data": [12.0, 5.0], "modifiers": [
            {"name": "mu", "type": "normfactor", "data": None},
            {"name": "scale", "type": "normsys", "data": {"lo": 0.9, "hi": 1.1}}]},
        {"name": "background", "data": [50.0, 20.0], "modifiers": [
            {"name": "statistics", "type": "staterror", "data": [3.0, 2.0]}]}]}],
    "observations": [{"name": "vbf", "data": [60.0, 27.0]}],
    "measurements": [{"name": "all", "config": {"poi": "mu", "parameters": []}}],
    "version": "1.0.0",
}


class Victim:
    """An input file, and a command whose last argument is where it writes."""

    def __init__(self, name, title, original, copy, line, out):
        self.name, self.title, self.copy, self.line, self.out = name, title, copy, line, out
        with open(original, "rb") as file:
            self.content = file.read()


def victims(runner, work):
    """Copies of each kind of input that may be damaged."""
    def beside(name):
        return os.path.join(work, "damaged_" + name)

    workspace = os.path.join(work, "workspace.json")
    with open(workspace, "w") as file:
        json.dump(WORKSPACE, file)
    training = os.path.join(work, "whole_train_for_damage")
    runs.copy_into(training, None)
    runner.run_ok(runs.commands(work)["train"].line(training))
    resumed = beside("run")
    score = ["score", runs.MODEL]
    select = ["select", runs.configuration("two_lepton.yaml"), runs.EVENTS[0], "--model", runs.MODEL, "--out"]
    yaml = open(runs.configuration("two_lepton.yaml")).read().replace("../models", os.path.join(runs.SOURCE, "models"))
    with open(os.path.join(work, "two_lepton.yaml"), "w") as file:
        file.write(yaml)
    select[1] = beside("two_lepton.yaml")
    return [
        Victim("events", "events (HDF5)", runs.EVENTS[0], beside("events.h5"), [*score, beside("events.h5"), "--out"], "scores.h5"),
        Victim("model", "frozen model", runs.MODEL, beside("vbf.json"), ["score", beside("vbf.json"), runs.EVENTS[0], "--out"], "scores.h5"),
        Victim("tagger", "boson tagger", os.path.join(runs.SOURCE, "models", "reference", "boson_tagger.json"), beside("tagger.json"),
               ["select", os.path.join(work, "two_lepton.yaml"), runs.EVENTS[0], "--model", runs.MODEL,
                "--set", "boson_tagger=" + beside("tagger.json"), "--out"], ""),
        Victim("configuration", "configuration", os.path.join(work, "two_lepton.yaml"), beside("two_lepton.yaml"), select, ""),
        Victim("workspace", "workspace", workspace, beside("workspace.json"), ["fit", beside("workspace.json"), "--out"], ""),
        Victim("checkpoint", "checkpoint", os.path.join(training, "checkpoint.pt"), os.path.join(resumed, "checkpoint.pt"), ["train", "--resume"], ""),
    ], training


def boundaries_of_events(content):
    """Where HDF5's raw data begin and end, and each eighth byte of the rest: HDF5 aligns metadata to 8 bytes."""
    raw = []

    def note(_, item):
        if isinstance(item, h5py.Dataset):
            chunks = [item.id.get_chunk_info(n) for n in range(item.id.get_num_chunks())]
            raw.extend((chunk.byte_offset, chunk.byte_offset + chunk.size) for chunk in chunks)
    with h5py.File(io.BytesIO(content)) as file:
        file.visititems(note)
    return {place for place in range(0, len(content), 8) if not any(begin <= place < end for begin, end in raw)} | {
        place for ends in raw for place in ends if place < len(content)}


def boundaries_of_archive(content):
    """Where a zip archive's records begin, the files in them, and what follows the archive."""
    places = {match.start() for match in re.finditer(ARCHIVE_SIGNATURES, content)}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            name, extra = struct.unpack("<HH", content[entry.header_offset + 26:entry.header_offset + 30])
            begin = entry.header_offset + 30 + name + extra
            places |= {begin - extra, begin, begin + entry.compress_size}
    return places | {content.rindex(b"PK\x05\x06") + 22}


def boundaries(content):
    """Where one part of a file ends and another begins, in ascending order."""
    if content.startswith(b"\x89HDF"):
        return sorted(boundaries_of_events(content))
    if content.startswith(b"PK"):
        return sorted(boundaries_of_archive(content))
    return [match.start() for match in re.finditer(TEXT_BOUNDARIES, content)]


def places(content, count, random):
    """All boundaries, or `count` places, half of them at boundaries, as far as there are so many."""
    all_boundaries = boundaries(content)
    if count is None:
        return all_boundaries
    chosen = random.sample(all_boundaries, min(len(all_boundaries), count // 2))
    return chosen + [random.randrange(len(content)) for _ in range(count - len(chosen))]


def cut(content, place, _):
    return content[:place]


def flipped(content, place, random):
    return content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1:]


def try_one(runner, victim, content, folder, training, reference):
    """The outcome. The folder holds an earlier output, which a refusal must keep unchanged."""
    is_checkpoint = victim.name == "checkpoint"
    target = os.path.join(folder, victim.out) if victim.out else folder
    copy = victim.copy
    if is_checkpoint:
        runs.copy_into(folder, training)
        os.remove(os.path.join(folder, "toy.json"))
        copy = os.path.join(folder, "checkpoint.pt")
    elif not os.path.isdir(folder):
        runs.copy_into(folder, reference)
    with open(copy, "wb") as file:
        file.write(content)
    before = None if is_checkpoint else runs.state_of(folder)
    code, err = runner.run([*victim.line, target])
    runs.require_clear(code, err)
    if code != 0:
        if before is not None and runs.state_of(folder) != before:
            raise Lost("refused, but the earlier output has changed")
        if is_checkpoint and os.path.exists(os.path.join(folder, "toy.json")):
            raise Lost("refused, but a model was written")
        return "refused"
    after = runs.state_of(folder)
    same = after == runs.state_of(reference)
    if is_checkpoint:
        raise Lost("a damaged checkpoint was taken for a whole one")
    shutil.rmtree(folder)
    return "without effect" if same else "read as what it then says"


def damage(runner, work, names, count, random, tally):
    """Damages the files of these names at `count` places each, drawn; None: at every boundary."""
    all_victims, training = victims(runner, work)
    for victim in (victim for victim in all_victims if victim.name in names):
        reference = os.path.join(work, "reference_" + victim.name)
        if victim.name == "checkpoint":
            reference = training
        else:
            runs.copy_into(reference, None)
            with open(victim.copy, "wb") as file:
                file.write(victim.content)
            runner.run_ok([*victim.line, os.path.join(reference, victim.out) if victim.out else reference])
        for fault, change in (("cut short", cut), ("a flipped bit", flipped)):
            for place in places(victim.content, count, random):
                folder = os.path.join(work, "disturbed")
                shutil.rmtree(folder, ignore_errors=True)
                try:
                    content = change(victim.content, place, random)
                    tally.add(fault, victim.title, try_one(runner, victim, content, folder, training, reference))
                except Lost as lost:
                    tally.lose(fault, victim.title, f"at byte {place} of {len(victim.content)}: {lost}")
