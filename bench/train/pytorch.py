"""PyTorch's nn.LSTM as a trainer of bench_train: executes commands from standard input like bench/train/worker.cpp.

    python pytorch.py packed|padded THREADS FOLDER
"""
import json
import sys
import time

import numpy
import torch
from torch import nn


def peak_kb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


class Network(nn.Module):
    """LSTM layers of the same number of cells, dropout after each, one output; an empty sequence has the state 0."""

    def __init__(self, size, dropout, packed):
        super().__init__()
        inputs, layers, self.cells = size
        self.lstm = nn.LSTM(inputs, self.cells, num_layers=layers, batch_first=True, dropout=dropout)
        self.behind = nn.Dropout(dropout)
        self.head = nn.Linear(self.cells, 1)
        self.packed = packed

    def forward(self, jets, lengths):
        """jets [B, T, inputs], longest first; lengths [B]."""
        state = self.packed_state(jets, lengths) if self.packed else self.padded_state(jets, lengths)
        return self.head(self.behind(state)).squeeze(1)

    def packed_state(self, jets, lengths):
        with_jets = int(lengths.count_nonzero())
        empty = jets.new_zeros(len(jets) - with_jets, self.cells)
        if with_jets == 0:
            return empty
        packed = nn.utils.rnn.pack_padded_sequence(jets[:with_jets], lengths[:with_jets], batch_first=True)
        _, (last, _) = self.lstm(packed)
        return torch.cat([last[-1], empty])

    def padded_state(self, jets, lengths):
        output, _ = self.lstm(jets)
        last = output[torch.arange(len(jets)), (lengths - 1).clamp(min=0)]
        return last * (lengths > 0).unsqueeze(1)


class Trainer:
    def __init__(self, kind, folder):
        self.packed = kind == "packed"
        offsets = numpy.load(folder + "/offsets.npy").astype(numpy.int64)
        inputs = numpy.load(folder + "/inputs.npy")
        self.size = [int(n) for n in numpy.load(folder + "/size.npy")]
        lengths = numpy.diff(offsets)
        jets = numpy.zeros((len(lengths), max(lengths.max(), 1), self.size[0]), numpy.float32)
        jets[numpy.arange(jets.shape[1]) < lengths[:, None]] = inputs
        self.jets, self.lengths = torch.from_numpy(jets), torch.from_numpy(lengths)
        self.labels = torch.from_numpy(numpy.load(folder + "/labels.npy"))
        self.weights = torch.from_numpy(numpy.load(folder + "/weights.npy"))
        self.files = {}

    def start(self, parameters, dropout, seed):
        torch.manual_seed(int(seed))
        self.network = Network(self.size, float(dropout), self.packed)
        rest = torch.from_numpy(numpy.load(parameters))
        lstm, head = self.network.lstm, self.network.head
        with torch.no_grad():
            for layer in (f"_l{n}" for n in range(self.size[1])):
                for name in ("weight_ih", "weight_hh", "bias_ih"):
                    rest = take(getattr(lstm, name + layer), rest)
                getattr(lstm, "bias_hh" + layer).zero_()
            take(head.bias, take(head.weight, rest))
        self.adam = torch.optim.Adam(self.network.parameters(), lr=0.001)
        return {"started": True}

    def events(self, file, size):
        if self.files.get("name") != (file, size):
            events = torch.from_numpy(numpy.load(file).astype(numpy.int64))
            self.files = {"name": (file, size), "batches": events.split(size)}
        return self.files["batches"]

    def forward(self, which):
        lengths = self.lengths[which]
        return self.network(self.jets[which, : max(int(lengths[0]), 1)], lengths)

    def learn(self, file, first, last, epoch):
        self.network.train()
        batches = self.events(file, 512)[int(first) : int(last)]
        return timed(lambda: {"loss": sum(self.learn_batch(which) for which in batches)})

    def learn_batch(self, which):
        loss = nn.functional.binary_cross_entropy_with_logits(
            self.forward(which), self.labels[which], self.weights[which]
        )
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
        return loss.item() * len(which)

    def score(self, file, to):
        self.network.eval()
        logits = []

        def work():
            with torch.no_grad():
                logits.extend(self.forward(which) for which in self.events(file, 4096))
            return {}

        answer = timed(work)
        numpy.save(to, torch.cat(logits).numpy())
        return answer

    def memory(self):
        return {"peak_kb": peak_kb()}


def take(parameter, rest):
    count = parameter.numel()
    parameter.copy_(rest[:count].reshape(parameter.shape))
    return rest[count:]


def timed(work):
    clock, processor = time.perf_counter(), time.process_time()
    answer = work()
    return answer | {"processor": time.process_time() - processor, "clock": time.perf_counter() - clock}


def main(kind, threads, folder):
    torch.set_num_threads(int(threads))
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # imports more of torch
    footprint = peak_kb()
    trainer = Trainer(kind, folder)
    name = f"PyTorch {torch.__version__.split('+')[0]}, {kind}"
    print(json.dumps({"name": name, "blas": "", "footprint_kb": footprint}), flush=True)
    for line in sys.stdin:
        command, *words = line.split()
        print(json.dumps(getattr(trainer, command)(*words)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
