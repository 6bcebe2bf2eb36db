"""The event files of a training, read by the package `tensorboard`. Skipped if it is not installed."""

import csv
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.environ["JETSEQ_SOURCE_DIR"], "tests", "apps"))
import toy

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
except ImportError:
    EventAccumulator = None

COLUMNS = {"learning_rate": "learning_rate", "loss/train": "train_loss", "loss/validation": "validation_loss",
           "loss/average": "average_loss", "auc/validation": "validation_auc", "auc/average": "average_auc",
           "seconds": "seconds", "events_per_second": "events_per_second"}


@unittest.skipIf(EventAccumulator is None, "package tensorboard is not installed")
class Tensorboard(unittest.TestCase):
    def test_reads_the_numbers_of_metrics_csv(self):
        with tempfile.TemporaryDirectory() as folder:
            data, run = os.path.join(folder, "toy.h5"), os.path.join(folder, "run")
            toy.write(data, *toy.tables())
            config = toy.write_text(os.path.join(folder, "toy.yaml"), toy.SMALL_CONFIG)
            code, _, err = toy.jetseq("train", config, "--data", data, "--out", run, "--set", "train.tensorboard=true",
                                      "--set", "train.average=ema")
            self.assertEqual(code, 0, err)
            events = EventAccumulator(run)
            events.Reload()
            with open(os.path.join(run, "metrics.csv")) as file:
                rows = list(csv.DictReader(file))
            self.assertEqual(set(events.Tags()["scalars"]), set(COLUMNS))
            for tag, column in COLUMNS.items():
                scalars = events.Scalars(tag)
                self.assertEqual([scalar.step for scalar in scalars], [1, 2, 3])
                for scalar, row in zip(scalars, rows):
                    self.assertAlmostEqual(scalar.value / float(row[column]), 1, places=6)


if __name__ == "__main__":
    unittest.main()
