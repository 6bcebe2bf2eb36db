"""Random workspaces: our profile against single fits, our limits against pyhf's likelihood minimised from several starts.

FIT_PEER names the program that prints ours. Our profiles are checked of all 150; RANDOM_WORKSPACES: how many are compared
with pyhf, by default as many as take 20 s of one core. RANDOM_WORKSPACES_FIRST: the first seed.
"""
import json
import os
import subprocess
import tempfile
import unittest

import numpy
import pyhf
from scipy.optimize import minimize
from scipy.stats import norm

from random_workspaces import random_workspace

ALL = 150
COUNT = int(os.environ.get("RANDOM_WORKSPACES", "20"))
FIRST = int(os.environ.get("RANDOM_WORKSPACES_FIRST", "1"))
# Of -2 ln L: between our profile and single fits, and between our value and pyhf's at one point.
SAME_VALUE = 1e-4
# Relative, of limits.
SAME_LIMIT = 1e-3
HOPELESS = 1e9


def ours(documents):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, document in enumerate(documents):
            paths.append(os.path.join(folder, f"{number}.json"))
            with open(paths[-1], "w") as file:
                json.dump(document, file)
        done = subprocess.run([os.environ["FIT_PEER"], "--profile", *paths], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)


class Theirs:
    """pyhf's likelihood of one workspace, with gradients by differences that are computed in one batch."""

    def __init__(self, document, names, seed):
        workspace = pyhf.Workspace(document, validate=False)  # ours has read it
        self.model = workspace.model(validate=False)
        self.observed = numpy.array(workspace.data(self.model))
        config = self.model.config
        self.place = [names.index(name) for name in config.par_names]
        self.size = len(config.par_names)
        self.poi = config.poi_index
        self.many = workspace.model(batch_size=2 * self.size + 1, validate=False)
        self.bounds = [list(b) for b in config.suggested_bounds()]
        self.normal = []
        constrained = {n: config.param_set(name).constrained and config.param_set(name).pdf_type == "normal"
                       for name in config.par_order for n in range(*config.par_slice(name).indices(self.size))}
        for n, (low, high) in enumerate(self.bounds):
            if high == 10.0 or n == self.poi:
                self.bounds[n][1] = numpy.inf  # ours has no upper bound there
            if constrained[n] and low == -5.0:
                self.normal.append(n)
        self.start = numpy.array(config.suggested_init())
        self.fixed = numpy.array(config.suggested_fixed())
        self.random = numpy.random.default_rng(seed)

    def values(self, points, data):
        """-2 ln L of 2 size + 1 points."""
        with numpy.errstate(all="ignore"):
            return -2 * numpy.asarray(self.many.logpdf(points, data)).ravel()

    def value(self, x, data):
        return float(pyhf.infer.mle.twice_nll(numpy.asarray(x), data, self.model)[0])

    def in_their_order(self, x):
        return numpy.array([x[n] for n in self.place])

    def around(self, x, step):
        """x + step and x - step of one parameter after the other, and x."""
        points = numpy.tile(x, (2 * self.size + 1, 1))
        for n in range(self.size):
            points[2 * n, n] += step[n]
            points[2 * n + 1, n] -= step[n]
        return points

    def units(self, x, data):
        """About the error of each parameter given all others, in which a search needs few steps."""
        first = numpy.array([1.0 if n in self.normal else max(abs(x[n]), 1e-2) for n in range(self.size)])
        values = self.values(self.around(x, 0.05 * first), data)
        bends = (values[0:-1:2] + values[1::2] - 2 * values[-1]) / (0.05 * first) ** 2
        with numpy.errstate(all="ignore"):
            errors = numpy.sqrt(2 / bends)
        return numpy.where(numpy.isfinite(errors), numpy.clip(errors, 1e-3 * first, 10 * first), first)

    def minimise_from(self, start, data, strength):
        free = [n for n in range(self.size) if not self.fixed[n] and not (n == self.poi and strength is not None)]
        x = start.copy()
        if strength is not None:
            x[self.poi] = strength
        unit = self.units(x, data)

        def both(part):
            at = x.copy()
            at[free] = part * unit[free]
            values = self.values(self.around(at, 1e-5 * unit), data)
            slopes = (values[0:-1:2] - values[1::2]) / 2e-5
            if not numpy.isfinite(values[-1]):
                return HOPELESS, numpy.zeros(len(free))
            return values[-1], numpy.nan_to_num(slopes[free])

        bounds = [(self.bounds[n][0] / unit[n], self.bounds[n][1] / unit[n]) for n in free]
        if not free:
            return both(numpy.array([]))[0], x
        found = minimize(both, x[free] / unit[free], jac=True, bounds=bounds, method="SLSQP",
                         options={"maxiter": 300, "ftol": 1e-9})
        x[free] = numpy.clip(found.x, [b[0] for b in bounds], [b[1] for b in bounds]) * unit[free]
        value = self.value(x, data)
        return (value if numpy.isfinite(value) else HOPELESS), x

    def starts(self):
        """Nominal, all pulls up, all down, and a few at random."""
        yield self.start
        for pull in (-1.0, 1.0):
            start = self.start.copy()
            start[self.normal] = pull
            yield start
        for _ in range(2):
            start = self.start.copy()
            start[self.normal] = self.random.uniform(-2, 2, len(self.normal))
            yield start

    def ends(self, data, strength, starts):
        """The distinct ends of searches from `starts`, as [-2 ln L, x], the lowest first."""
        different = []
        for value, x in sorted((self.minimise_from(start, data, strength) for start in starts), key=lambda end: end[0]):
            if all(abs(value - other) > SAME_VALUE / 10 for other, _ in different):
                different.append((value, x))
        return different


def cls(q, asimov):
    root, root_asimov = max(0.0, q) ** 0.5, max(0.0, asimov) ** 0.5
    distance = root - root_asimov if root <= root_asimov else (q - asimov) / (2 * root_asimov)
    return norm.sf(distance + root_asimov) / norm.sf(distance)


class RandomWorkspaces(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        pyhf.set_backend("numpy")
        cls.documents = {seed: random_workspace(seed) for seed in range(FIRST, FIRST + ALL)}
        cls.results = dict(zip(cls.documents, ours(list(cls.documents.values()))))

    def test_profile_and_single_fits_find_the_same(self):
        largest, fitted = 0.0, 0
        for seed, result in self.results.items():
            self.assertNotIn("error", result, f"seed {seed}: {result.get('error')}")
            fitted += 1
            for point in result["points"]:
                where = f"seed {seed}, strength {point['strength']}: {point}"
                largest = max(largest, abs(point["profile"] - point["cold"]))
                self.assertLess(abs(point["profile"] - point["cold"]), SAME_VALUE, where)
                self.assertGreater(point["profile"], result["best"]["value"] - SAME_VALUE, where)
                if point["nominal"] is not None:
                    self.assertLess(point["profile"], point["nominal"] + SAME_VALUE, where)
        print(f"\n{fitted} workspaces: profile and single fits differ by {largest:.1e} in -2 ln L at most")

    def test_limits_are_those_of_pyhfs_likelihood_or_ours_is_lower(self):
        """CLs of pyhf's likelihood passes 5 % within 1e-3 of our limits; all fits by pyhf may end higher, none lower."""
        outside, higher, highest_gain, largest = [], 0, 0.0, 0.0
        compared = dict(list(self.results.items())[:COUNT])
        for seed, result in compared.items():
            theirs = Theirs(self.documents[seed], result["names"], seed)
            data = theirs.observed
            gains = []  # by how much pyhf's minimum is higher, for each fit

            def minimum(found, of, strength, where, starts=None):
                """The lowest -2 ln L that pyhf's searches find, and where they end."""
                x = theirs.in_their_order(found["x"])
                at_ours = theirs.value(x, of)
                self.assertLess(abs(at_ours - found["value"]), SAME_VALUE, where)
                ends = theirs.ends(of, strength, starts or theirs.starts())
                cold = ends[0][0]
                value = min(cold, theirs.minimise_from(x, of, strength)[0])
                self.assertGreater(value, at_ours - SAME_VALUE, f"{where}: pyhf's likelihood has a lower minimum")
                gains.append(cold - at_ours)
                return cold, [end for _, end in ends]

            where = f"seed {seed}"
            best, _ = minimum(result["best"], data, None, where + ", best fit")
            minimum(result["nothing"], data, 0.0, where + ", no signal")
            x = theirs.in_their_order(result["nothing"]["x"])
            asimov = numpy.asarray(theirs.model.expected_data(x))
            asimov_best = theirs.value(x, asimov)
            levels, expected = [], []
            ends = [None, None, None]  # searches above the limit begin where those below it, 0.2 % away, have ended
            for n, part in enumerate((0.999, 1.001)):
                limit, median = part * result["limit"], part * result["expected"]
                at = f"{where}, strength {limit}"
                seen, ends[0] = minimum(result["observed_around"][n], data, limit, at, ends[0])
                made, ends[1] = minimum(result["asimov_around"][n], asimov, limit, at + ", Asimov", ends[1])
                levels.append(cls(seen - best, made - asimov_best))
                made, ends[2] = minimum(result["expected_around"][n], asimov, median,
                                        f"{where}, strength {median}, Asimov", ends[2])
                expected.append(2 * norm.sf(max(0.0, made - asimov_best) ** 0.5))
            gain = max(gains)
            highest_gain = max(highest_gain, gain)
            higher += gain > SAME_VALUE
            largest = max(largest, *(abs(g) for g in gains if g < SAME_VALUE), 0.0)
            agrees = levels[0] >= 0.05 >= levels[1] and expected[0] >= 0.05 >= expected[1]
            if not agrees:
                outside.append(seed)
                self.assertGreater(gain, SAME_VALUE / 10, f"{where}: limits differ although the minima do not: {levels}, {expected}")
        print(f"\n{len(compared)} workspaces: {len(outside)} limits differ by more than {SAME_LIMIT} (seeds {outside}), in all "
              f"of them ours has the lower minimum; pyhf's is higher in {higher} workspaces, by {highest_gain:.2g} at most; "
              f"elsewhere they differ by {largest:.1e}")


if __name__ == "__main__":
    unittest.main()
