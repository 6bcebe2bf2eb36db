"""kill -9 at random moments, then the same command again."""

import os
import time

import runs
from runs import Lost


def undisturbed(runner, command, folder):
    """What the command writes, and the moments between which it works, in seconds from its start."""
    refused = [command.name, os.path.join(folder, "missing")]  # as soon as its libraries are loaded
    runner.run(refused)
    begin = time.time()
    runner.run(refused)
    loaded = time.time() - begin
    runs.copy_into(folder, None)
    begin = time.time()
    runner.run_ok(command.line(folder))
    whole = runs.state_of(folder)
    again = folder + "_again"
    runs.copy_into(again, None)
    runner.run_ok(command.line(again))
    runs.require_same(runs.state_of(again), whole)
    return whole, (0.8 * loaded, 1.2 * (time.time() - begin) / 2)


def kill_once(runner, command, folder, before, whole, moment):
    """False if the command ended before that moment."""
    runs.copy_into(folder, before)
    old = runs.state_of(folder)
    process = runner.start(command.line(folder))
    time.sleep(moment)
    process.kill()
    process.communicate()
    runs.require_whole_files(runs.state_of(folder), old, whole)
    if not (command.name == "simulate" and os.path.exists(os.path.join(folder, command.out))):  # it never replaces a file
        runner.run_ok(command.line(folder))
    runs.require_same(runs.state_of(folder), whole)
    if command.name != "simulate":
        runs.require_nothing_left(folder)
    return process.returncode < 0


def older_output(runner, command, work):
    """A folder with an earlier result, of other events or options; None if the command never replaces one."""
    if command.older is None:
        return None
    folder = os.path.join(work, "older_" + command.name)
    runs.copy_into(folder, None)
    runner.run_ok(command.older_line(folder))
    return folder


def kill_many(runner, command, work, count, random, tally, each):
    folder = os.path.join(work, "whole_" + command.name)
    whole, (first, last) = undisturbed(runner, command, folder)
    older = older_output(runner, command, work)

    def one(n):
        moment = moments[n]
        for _ in range(20):
            try:
                place = os.path.join(work, f"kill_{command.name}_{n}")
                hit = kill_once(runner, command, place, older if n % 2 else None, whole, moment)
                if hit:
                    return tally.add("kill -9", command.name)
            except Lost as lost:
                return tally.lose("kill -9", command.name, f"at {moment:.3f} s: {lost}")
            moment = draws[n].uniform(first, moment)  # by then it was over; the machine had less else to do
        print(f"{command.name}: kill {n} came too late 20 times and is not counted", flush=True)

    moments = [random.uniform(first, last) for _ in range(count)]
    draws = [type(random)(moment) for moment in moments]  # one for each: they run side by side
    each(one, range(count))
