"""PyTorch's nn.LSTM on a GPU, on the events of bench_cuda. Prints rows for the same table.

    python pytorch.py FOLDER NETWORKS...     FOLDER: output of bench_cuda --write
"""
import statistics
import sys
import time

import numpy
import torch
from torch import nn

BATCH, BATCHES, ROUNDS = 512, 16, 9


class Network(nn.Module):
    """Two LSTM layers of 25 cells, dropout after each, one output; an empty sequence has the state 0."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 25, num_layers=2, batch_first=True, dropout=0.3)
        self.behind = nn.Dropout(0.3)
        self.head = nn.Linear(25, 1)

    def packed(self, jets, lengths):
        """jets [B, T, 4], longest first; lengths [B] on the host."""
        filled = int(lengths.count_nonzero())
        packed = nn.utils.rnn.pack_padded_sequence(jets[:filled], lengths[:filled], batch_first=True)
        _, (last, _) = self.lstm(packed)
        return self.logits(torch.cat([last[1], jets.new_zeros(len(jets) - filled, 25)]))

    def padded(self, jets, lengths):
        """The same for lengths on the GPU, without reading them on the host."""
        output, _ = self.lstm(jets)
        place = (lengths - 1).clamp(min=0).view(-1, 1, 1).expand(-1, 1, 25)
        return self.logits(output.gather(1, place).squeeze(1) * (lengths > 0).unsqueeze(1))

    def logits(self, state):
        return self.head(self.behind(state)).squeeze(1)


class Trainer:
    """One network on its own stream; kind: packed, padded or graphs."""

    def __init__(self, kind, events):
        self.kind, self.events = kind, events
        self.stream = torch.cuda.Stream()
        self.network = Network().cuda()
        self.adam = torch.optim.Adam(self.network.parameters(), lr=0.001, fused=True, capturable=kind == "graphs")
        self.which = torch.zeros(BATCH, dtype=torch.int64, device="cuda")
        self.graphs = {}

    def learn(self, which, lengths, longest):
        with torch.cuda.stream(self.stream):
            if self.kind == "graphs":
                self.replay(which, longest)
            else:
                self.step(which.cuda(non_blocking=True), lengths, longest)

    def step(self, which, lengths, longest):
        jets = self.events.jets[:, :longest].index_select(0, which)
        if self.kind == "packed":
            logits = self.network.packed(jets, lengths)
        else:
            logits = self.network.padded(jets, self.events.on_gpu.index_select(0, which))
        loss = nn.functional.binary_cross_entropy_with_logits(logits, self.events.labels.index_select(0, which))
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()

    def replay(self, which, longest):
        self.which.copy_(which, non_blocking=True)
        if longest not in self.graphs:
            for _ in range(3):
                self.step(self.which, None, longest)
            torch.cuda.synchronize()
            self.adam.zero_grad()
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph, stream=self.stream):
                self.step(self.which, None, longest)
            self.graphs[longest] = graph
        self.graphs[longest].replay()


class Events:
    def __init__(self, folder):
        offsets = numpy.load(folder + "/offsets.npy").astype(numpy.int64)
        lengths = numpy.diff(offsets)
        jets = numpy.zeros((len(lengths), max(lengths.max(), 1), 4), numpy.float32)
        jets[numpy.arange(jets.shape[1]) < lengths[:, None]] = numpy.load(folder + "/inputs.npy").reshape(-1, 4)
        self.jets, self.lengths = torch.from_numpy(jets).cuda(), torch.from_numpy(lengths)
        self.on_gpu = self.lengths.cuda()
        self.labels = torch.from_numpy(numpy.load(folder + "/labels.npy")).cuda()

    def batches(self):
        """For each batch: events, longest first; their lengths; the longest length. On the host."""
        random = numpy.random.default_rng(2)
        for _ in range(BATCHES):
            which = torch.from_numpy(random.integers(len(self.lengths), size=BATCH))
            which = which[torch.argsort(self.lengths[which], descending=True, stable=True)]
            lengths = self.lengths[which]
            yield which.pin_memory(), lengths, max(int(lengths[0]), 1)


def measure(kind, networks, events):
    trainers = [Trainer(kind, events) for _ in range(networks)]
    batches, times = list(events.batches()), []
    for _ in range(ROUNDS + 1):
        begin = time.perf_counter()
        for batch in batches:
            for trainer in trainers:
                trainer.learn(*batch)
        torch.cuda.synchronize()
        times.append((time.perf_counter() - begin) / BATCHES)
    rest = times[1:]  # the first one captures
    least, median = min(rest), statistics.median(rest)
    rate = 1e-6 * BATCH * networks
    print(
        f"| PyTorch {torch.__version__.split('+')[0]}, {kind} | {networks} | {1e6 * least:.1f} ({1e6 * median:.1f}) "
        f"| {rate / least:.3g} ({rate / median:.3g}) |",
        flush=True,
    )


def main(folder, *counts):
    if not torch.cuda.is_available():
        print("| PyTorch: no GPU found, left out | | | |")
        return
    events = Events(folder)
    for kind in ("packed", "padded", "graphs"):
        for count in counts:
            measure(kind, int(count), events)


if __name__ == "__main__":
    main(*sys.argv[1:])
