"""Scores many files of sequences (docs/reference/formats.md) on a Dask cluster: one file of scores for each, in FOLDER.

    dask_score.py MODEL FOLDER FILE... [--workers N] [--scheduler tcp://HOST:PORT]

Started again it goes on: scores of this model and this input are kept. A worker that dies is replaced, and its file
scored again. Each file of scores is written beside and renamed, so that what is there is whole.
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
    """P(VBF) of the rows of `jets`, the padded dataset [N, Nmax] of a file; of an ensemble, by the network that has not
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
    """Writes the scores of the file `source` to `target`; gives the number of events, None where they are there."""
    origin = {"model_sha256": classifier.sha256, "inputs_sha256": sha256(source)}
    if is_there(target, origin):
        return None
    with h5py.File(source) as file:
        if file.attrs.get("kind") == "jetseq_events":
            raise ValueError("holds the jets of the V -> qq candidate too. Take them out with jetseq select --dump")
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
        file.flush()  # now: Dask's profiler may keep the dataset open for longer, which would move bytes in the file
    os.replace(part, target)
    for left in glob.glob(glob.escape(target) + ".*.part"):  # by a worker that died
        if left[len(target) + 1:-len(".part")].isdigit():
            os.remove(left)
    return len(table)


def attempt(classifier, source, target):
    """Whether it worked, and what there is to say: a bad file is no accident of a worker."""
    try:
        events = score_file(classifier, source, target)
        return True, f"{source}: {'scores are there' if events is None else f'{events} events scored'}"
    except Exception as error:
        return False, f"{source}: {error}"


def attempts(arguments, jobs):
    """What attempt() gives for each job, as they get ready."""
    if arguments.workers == 0 and not arguments.scheduler:
        classifier = jetseq.load(arguments.model)
        for source, target in jobs.items():
            yield attempt(classifier, source, target)
        return
    from dask.distributed import Client, as_completed

    how = {"address": arguments.scheduler} if arguments.scheduler else {"n_workers": arguments.workers, "threads_per_worker": 1}
    with Client(**how, dashboard_address=None) as client:
        classifier = client.submit(jetseq.load, arguments.model, pure=False)  # travels to each worker once, as a pickle
        futures = [client.submit(attempt, classifier, source, target, pure=False) for source, target in jobs.items()]
        for future in as_completed(futures):
            yield future.result()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes; 0: this one")
    parser.add_argument("--scheduler", help="of a cluster that is there")
    arguments = parser.parse_args()
    jobs = {os.path.abspath(file): os.path.join(os.path.abspath(arguments.folder), os.path.basename(file))
            for file in arguments.files}
    if len(set(jobs.values())) < len(jobs) or set(jobs) & set(jobs.values()):
        parser.error("two inputs have one name, or FOLDER is that of the inputs")
    arguments.model = os.path.abspath(arguments.model)
    os.makedirs(arguments.folder, exist_ok=True)

    failed = 0
    for worked, text in attempts(arguments, jobs):
        print(text, file=sys.stdout if worked else sys.stderr, flush=True)
        failed += not worked
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
