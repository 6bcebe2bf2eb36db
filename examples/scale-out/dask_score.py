"""Scores files of sequences (docs/reference/formats.md) on a Dask cluster: one file of scores per input, in FOLDER.

    dask_score.py MODEL FOLDER FILE... [--workers N] [--scheduler tcp://HOST:PORT]

Run it again to resume: scores of the same model and input are kept. A worker that dies is replaced, and its file is
scored again. Each file of scores is renamed when it is complete, so that no file is ever half written.
"""

import argparse
import glob
import hashlib
import os
import sys

import h5py
import jetseq
import numpy as np

EVENTS_AT_ONCE = 1_000_000
KEPT = {"eventNumber": "u8", "sampleId": "i4", "signalType": "i4", "mcEventWeight": "f4"}


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def scores_of(classifier, events, jets):
    """P(VBF) of the rows of `jets`, the padded dataset [N, Nmax] of a file. An ensemble uses the network that has not
    seen the event."""
    scores = np.empty(len(jets), np.float32)
    for begin in range(0, len(jets), EVENTS_AT_ONCE):
        part = slice(begin, begin + EVENTS_AT_ONCE)
        rows = jets[part]
        valid = rows["valid"]
        offsets = np.concatenate([[0], np.cumsum(valid.sum(axis=1))])
        columns = (rows[name][valid] for name in ("pt", "eta", "phi", "e"))
        classifier.score(*columns, offsets, sample_id=events["sampleId"][part], event_number=events["eventNumber"][part],
                         out=scores[part])
    return scores


def is_there(target, origin):
    if not os.path.exists(target):
        return False
    with h5py.File(target) as file:
        return {key: file.attrs.get(key) for key in origin} == origin


def score_file(classifier, source, target):
    """Writes the scores of the file `source` to `target`. Returns the number of events, or None if the scores exist."""
    origin = {"model_sha256": classifier.sha256, "inputs_sha256": sha256(source)}
    if is_there(target, origin):
        return None
    with h5py.File(source) as file:
        if file.attrs.get("kind") == "jetseq_events":
            raise ValueError("also contains the jets of the V -> qq candidate. Remove them with jetseq select --dump")
        events = file["events"][:]
        scores = scores_of(classifier, events, file["jets"])
    p_vbf, p_ggf = classifier.name + "_pVBF", classifier.name + "_pggF"
    table = np.zeros(len(scores), [*KEPT.items(), (p_vbf, "f4"), (p_ggf, "f4")])
    for name in KEPT:
        table[name] = events[name]
    table[p_vbf], table[p_ggf] = scores, 1 - scores

    part = f"{target}.{os.getpid()}.part"
    with h5py.File(part, "w") as file:
        file.attrs.update(origin, kind="jetseq_scores", format_version=1, jetseq_version=jetseq.version,
                          inputs=os.path.basename(source))
        file.create_dataset("events", data=table, compression="gzip", shuffle=True)
        file.flush()  # now: later, if Dask's profiler keeps the dataset open, would change the bytes of the file
    os.replace(part, target)
    for left in glob.glob(glob.escape(target) + ".*.part"):  # from workers that died
        if left[len(target) + 1:-len(".part")].isdigit():
            os.remove(left)
    return len(table)


def attempt(classifier, source, target):
    """Whether the file was scored, and a message. Returns errors, so that a bad file does not stop the others."""
    try:
        events = score_file(classifier, source, target)
        return True, f"{source}: {'scores exist' if events is None else f'{events} events scored'}"
    except Exception as error:
        return False, f"{source}: {error}"


def attempts(arguments, jobs):
    """The results of attempt() for all jobs, in order of completion."""
    if arguments.workers == 0 and not arguments.scheduler:
        classifier = jetseq.load(arguments.model)
        for source, target in jobs.items():
            yield attempt(classifier, source, target)
        return
    from dask.distributed import Client, as_completed

    how = {"address": arguments.scheduler} if arguments.scheduler else {"n_workers": arguments.workers, "threads_per_worker": 1}
    with Client(**how, dashboard_address=None) as client:
        classifier = client.submit(jetseq.load, arguments.model, pure=False)  # sent to each worker once, as a pickle
        futures = [client.submit(attempt, classifier, source, target, pure=False) for source, target in jobs.items()]
        for future in as_completed(futures):
            yield future.result()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="number of processes; 0: this process only")
    parser.add_argument("--scheduler", help="address of a running cluster")
    arguments = parser.parse_args()
    jobs = {os.path.abspath(file): os.path.join(os.path.abspath(arguments.folder), os.path.basename(file))
            for file in arguments.files}
    if len(set(jobs.values())) < len(jobs) or set(jobs) & set(jobs.values()):
        parser.error("two inputs have the same name, or FOLDER is the folder of the inputs")
    arguments.model = os.path.abspath(arguments.model)
    os.makedirs(arguments.folder, exist_ok=True)

    failed = 0
    for worked, text in attempts(arguments, jobs):
        print(text, file=sys.stdout if worked else sys.stderr, flush=True)
        failed += not worked
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
