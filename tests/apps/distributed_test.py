"""`jetseq train` in several processes: the network of one process, whatever happens to them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest

import numpy as np

import toy
from toy import jetseq

# A lost rank ends the others within this time [s]: the search for it takes two seconds, the rest is a busy machine.
TOLD = 30


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def torchrun_environment(rank, size, port, **others):
    return {"RANK": str(rank), "WORLD_SIZE": str(size), "LOCAL_RANK": str(rank), "LOCAL_WORLD_SIZE": str(size),
            "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, **others}


def network_of(path):
    """The frozen model without the name of the device it was trained on."""
    with open(path) as file:
        model = json.load(file)
    model["jetseq"]["training"].pop("device")
    return model


class WithRanks(toy.WithTraining):
    def setUp(self):
        super().setUp()
        if "one process" in jetseq("--version")[1]:
            self.skipTest("built without LibTorch's c10d")

    def start(self, size, arguments, of_rank=lambda rank: [], environment=torchrun_environment, present=None,
              folder=lambda rank: None, **others):
        """Processes that train together, as torchrun would start them: `present` of `size`, each in its `folder`."""
        port = free_port()
        processes = []
        for rank in range(present or size):
            processes.append(subprocess.Popen(
                [toy.JETSEQ, "train", *arguments, *of_rank(rank)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, cwd=folder(rank), env={**os.environ, **environment(rank, size, port, **others)}))
        self.addCleanup(lambda: [process.kill() for process in processes if process.poll() is None])
        return processes

    def ends(self, processes):
        """Exit code, standard output and standard error of each."""
        said = [process.communicate(timeout=300) for process in processes]
        return [(process.returncode, out, err) for process, (out, err) in zip(processes, said)]

    def train_ok(self, size, arguments, **others):
        for code, out, err in (results := self.ends(self.start(size, arguments, **others))):
            self.assertEqual(code, 0, err)
        return results

    def beginning(self, name, *settings):
        return [self.config, "--data", self.data, "--out", self.path(name), *settings]

    def wait_for(self, path):
        end = time.monotonic() + 120  # a busy machine
        while time.monotonic() < end:
            if os.path.exists(path):
                return
            time.sleep(0.01)
        self.fail(path + " was never written")


class SameNetwork(WithRanks):
    def test_two_three_and_four_processes_train_the_network_of_one(self):
        expected = network_of(self.train("one"))
        for size in (2, 3, 4):
            results = self.train_ok(size, self.beginning(f"by{size}"))
            self.assertEqual(network_of(self.path(f"by{size}/toy.json")), expected)
            for code, out, err in results[1:]:  # rank 0 alone speaks and writes
                self.assertEqual((out, err), ("", ""))
            self.assertEqual(sorted(os.listdir(self.path(f"by{size}"))), sorted(os.listdir(self.path("one"))))

    def test_also_with_clipping_decay_and_averaged_weights(self):
        for average in ("ema", "swa"):
            settings = ["--set", "train.clip=0.01", "--set", "train.weight_decay=0.1", "--set", f"train.average={average}",
                        "--set", "train.tensorboard=true"]
            expected = network_of(self.train(average, *settings))
            self.train_ok(3, self.beginning(average + "3", *settings))
            self.assertEqual(network_of(self.path(average + "3/toy.json")), expected)
            self.assertEqual(sorted(os.listdir(self.path(average + "3"))), sorted(os.listdir(self.path(average))))

    def test_libtorchs_own_step_gives_it_within_rounding(self):
        weights = []
        for size in (1, 2):
            self.train_ok(size, self.beginning(f"torch{size}", "--backend", "torch"))
            model = network_of(self.path(f"torch{size}/toy.json"))
            weights.append(np.array(model["layers"][0]["components"]["f"]["weights"]))
        # 36 steps of Adam, each moves a weight by 0.01 at most; gradients are rounded in another order
        np.testing.assert_allclose(weights[0], weights[1], atol=2e-4)
        self.assertGreater(np.abs(weights[0]).max(), 0.1)

    def test_each_rank_may_have_its_own_threads_and_no_folder(self):
        expected = network_of(self.train("one"))
        own = lambda rank: ["--threads", str(1 + rank)] + (["--out", self.path("threads")] if rank == 0 else [])
        self.train_ok(2, [self.config, "--data", self.data], of_rank=own)
        self.assertEqual(network_of(self.path("threads/toy.json")), expected)


class LostRank(WithRanks):
    LONG = ["--set", "train.max_epochs=60", "--set", "train.patience=0"]

    def assert_told(self, results, lost, size):
        for rank, (code, _, err) in results:
            self.assertEqual(code, 1, err)
            last = [line for line in err.strip().splitlines() if line.startswith("jetseq:") and " note: " not in line]
            self.assertEqual(len(last), 1, err)
            for part in (f"rank {rank}: rank {lost} of {size} is lost", "--resume"):
                self.assertIn(part, last[0])

    def disturbed(self, name, size, disturb, **others):
        """Results of a training to which `disturb(processes)` happens after its first epoch, and the seconds until they
        came. A training that was over before, which a test on a busy machine can't exclude, is done again."""
        for _ in range(5):
            processes = self.start(size, self.beginning(name, *self.LONG), **others)
            self.wait_for(self.path(name + "/checkpoint.pt"))
            disturb(processes)
            begin = time.monotonic()
            results = self.ends(processes)
            if all(code != 0 for code, _, _ in results):
                return results, time.monotonic() - begin
            shutil.rmtree(self.path(name))
        self.fail("each of five trainings was over before the signal")

    def kill_in_training(self, name, size, lost):
        results, seconds = self.disturbed(name, size, lambda processes: processes[lost].send_signal(signal.SIGKILL))
        self.assertLess(seconds, TOLD)
        self.assertEqual(results[lost][0], -signal.SIGKILL)
        self.assert_told([(r, result) for r, result in enumerate(results) if r != lost], lost, size)

    def test_killed_rank_is_named_and_any_number_of_ranks_goes_on_to_the_same_network(self):
        expected = network_of(self.train("whole", *self.LONG))
        self.kill_in_training("killed", 3, lost=1)
        for size in (1, 3, 4):
            folder = self.path(f"resumed{size}")
            shutil.copytree(self.path("killed"), folder)
            self.train_ok(size, ["--resume", folder])
            self.assertEqual(network_of(folder + "/toy.json"), expected)

    def test_rank_0_may_be_the_lost_one(self):
        expected = network_of(self.train("whole", *self.LONG))
        self.kill_in_training("killed", 3, lost=0)
        self.train_ok(2, ["--resume", self.path("killed")])
        self.assertEqual(network_of(self.path("killed/toy.json")), expected)

    def test_silent_rank_is_lost_after_the_timeout(self):
        def silence(processes):
            processes[2].send_signal(signal.SIGSTOP)
            for process in processes[:2]:
                process.wait(timeout=300)
            processes[2].kill()

        results, _ = self.disturbed("silent", 3, silence, JETSEQ_RANK_TIMEOUT="15")
        self.assert_told(list(enumerate(results[:2])), 2, 3)

    def test_interrupted_rank_stops_all_after_the_same_batch(self):
        expected = network_of(self.train("whole", *self.LONG))
        results, _ = self.disturbed("stopped", 2, lambda processes: processes[1].send_signal(signal.SIGINT))
        for code, _, err in results:
            self.assertEqual(code, 130, err)
        self.run_ok("train", "--resume", self.path("stopped"))
        self.assertEqual(network_of(self.path("stopped/toy.json")), expected)


class Disagreement(WithRanks):
    def test_other_data_on_a_rank(self):
        info, jets = toy.tables(seed=2)
        os.mkdir(self.path("other"))
        toy.write(self.path("other/toy.h5"), info, jets)
        processes = self.start(2, [self.config, "--data", "toy.h5", "--out", self.path("run")],
                               folder=lambda rank: self.folder if rank == 0 else self.path("other"))
        for code, _, err in self.ends(processes):
            self.assertEqual(code, 1)
            self.assertIn("rank 1 of 2 and rank 0 differ in their data", err)
        self.assertFalse(os.path.exists(self.path("run")))

    def test_another_configuration_on_some_ranks(self):
        seed = lambda rank: ["--seed", "2"] if rank > 0 else []
        for code, _, err in self.ends(self.start(3, self.beginning("run"), of_rank=seed)):
            self.assertEqual(code, 1)
            self.assertIn("ranks 1, 2 of 3 and rank 0 differ in their configuration", err)

    def test_error_of_one_rank_is_told_to_all(self):
        data = lambda rank: ["--data", self.path("none.h5") if rank == 1 else self.data]
        results = self.ends(self.start(2, [self.config, "--out", self.path("run")], of_rank=data))
        for code, _, err in results:
            self.assertEqual(code, 1)
            self.assertIn("none.h5", err)
        self.assertIn("rank 0: rank 1 of 2 is lost", results[0][2])

    def test_rank_that_never_comes(self):
        results = self.ends(self.start(3, self.beginning("run"), present=2, JETSEQ_RANK_TIMEOUT="20"))
        self.assertEqual([code for code, _, _ in results], [1, 1])
        self.assertIn("of 3 ranks, 2 never came", results[0][2])

    def test_ranks_beyond_the_number(self):
        env = {**os.environ, **torchrun_environment(2, 2, "29500")}
        code, _, err = jetseq("train", *self.beginning("run"), env=env)
        self.assertEqual(code, 1)
        self.assertIn("rank 2 of 2", err)


class ManyTrainings(WithRanks):
    def test_folds_seeds_and_the_search_for_a_rate_are_refused_in_one_line(self):
        for setting in (["--folds", "3"], ["--seeds", "2"], ["--find-learning-rate"]):
            for code, out, err in self.ends(self.start(2, self.beginning("run", *setting))):
                self.assertEqual((code, out, err.count("\n")), (1, "", 1), err)
                self.assertIn("runs in one process (there are 2;", err)
            self.assertFalse(os.path.exists(self.path("run")))

    def test_scan_is_refused_in_one_line(self):
        env = {**os.environ, **torchrun_environment(0, 2, free_port())}
        code, out, err = jetseq("scan", *self.beginning("run"), env=env)
        self.assertEqual((code, out, err.count("\n")), (1, "", 1), err)
        self.assertIn("jetseq scan runs in one process (there are 2;", err)


class Launchers(WithRanks):
    def assert_trains(self, command, **others):
        expected = network_of(self.train("one"))
        done = subprocess.run([*command, toy.JETSEQ, "train", *self.beginning("run")], capture_output=True, text=True,
                              timeout=300, **others)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("2 processes", self.run_ok("info", self.path("run/toy.json")))
        self.assertEqual(network_of(self.path("run/toy.json")), expected)

    def test_torchrun(self):
        python = os.environ.get("JETSEQ_TORCH_PYTHON")
        torchrun = os.path.join(os.path.dirname(python), "torchrun") if python else shutil.which("torchrun")
        if not torchrun or not os.path.exists(torchrun):
            self.skipTest("no torchrun here (JETSEQ_TORCH_PYTHON names a Python with torch)")
        self.assert_trains([torchrun, "--standalone", "--no-python", "--nproc-per-node=2"])

    def test_mpirun(self):
        if not shutil.which("mpirun"):
            self.skipTest("no mpirun here (openmpi-bin)")
        self.assert_trains(["mpirun", "--allow-run-as-root", "--oversubscribe", "-np", "2"])

    def test_srun(self):
        """Without Slurm: two processes with the variables of a step of srun."""
        slurm = lambda rank, size, port: {
            "SLURM_PROCID": str(rank), "SLURM_STEP_NUM_TASKS": str(size), "SLURM_LOCALID": str(rank), "SLURM_JOB_ID": "7",
            "SLURM_STEP_ID": "0", "SLURM_STEP_NODELIST": "localhost", "MASTER_PORT": port}
        self.train_ok(2, self.beginning("run"), environment=slurm)
        self.assertEqual(network_of(self.path("run/toy.json")), network_of(self.train("one")))


if __name__ == "__main__":
    unittest.main()
