"""A maximum-likelihood fit of 252 parameters: jetseq against pyhf, in one run, on one workspace.

    cmake --preset bench && cmake --build --preset bench --target bench_fit
    python bench/fit_bench.py build/bench/bench/bench_fit [COMPETITOR...]        (needs pyhf[minuit,jax])

10 channels of 20 bins with 3 processes, 50 nuisance parameters with normalisation and shape effects on each process in
each channel, Monte Carlo statistics in each bin. All start from the nominal parameters with their own settings.
Competitors are "NumPy, SciPy", "NumPy, Minuit", "JAX, SciPy" and "JAX, Minuit"; by default all.
"""
import json
import logging
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "fit"))
import pyhf  # noqa: E402
import workspaces  # noqa: E402


def ours(program, document):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "workspace.json")
        with open(path, "w") as file:
            json.dump(document, file)
        return json.loads(subprocess.run([program, path, "20"], capture_output=True, text=True, check=True).stdout)


def theirs(document, backend, optimiser):
    """Processor and wall-clock seconds of each fit, and the value; JAX compiles in the first fit."""
    pyhf.set_backend(backend, optimiser)
    workspace = pyhf.Workspace(document)
    model = workspace.model()
    data = workspace.data(model)
    times, value = [], None
    for _ in range(2 if backend == "jax" else 1):
        processor, wall = time.process_time(), time.perf_counter()
        _, value = pyhf.infer.mle.fit(data, model, return_fitted_val=True)
        times.append((time.process_time() - processor, time.perf_counter() - wall))
    return times, float(value)


COMPETITORS = {"NumPy, SciPy": ("numpy", "scipy"), "JAX, SciPy": ("jax", "scipy"), "JAX, Minuit": ("jax", "minuit"),
               "NumPy, Minuit": ("numpy", "minuit")}


def main():
    logging.disable(logging.CRITICAL)
    document = workspaces.many(10, 20, 50)
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores, pyhf {pyhf.__version__}; processor time in seconds",
          flush=True)
    fit = ours(sys.argv[1], document)
    for part in ("fit", "covariance", "gradient", "hessian", "nlopt_lbfgs"):
        print(f"jetseq {part}: median {1e3 * fit[part]['median']:.3f} ms, minimum {1e3 * fit[part]['least']:.3f} ms")
    print(f"{fit['parameters']} parameters, {fit['iterations']} steps to -2 ln L = {fit['value']:.9f}; NLopt's L-BFGS "
          f"{fit['nlopt_lbfgs_value'] - fit['value']:+.1e}; the workspace is read in {1e3 * fit['reading']:.0f} ms",
          flush=True)
    for name in sys.argv[2:] or COMPETITORS:
        try:
            times, value = theirs(document, *COMPETITORS[name])
        except Exception as error:  # some do not converge: that is a result too
            print(f"pyhf {name}: {type(error).__name__}", flush=True)
            continue
        shown = ", then ".join(f"{cpu:.2f} s (wall {wall:.2f} s)" for cpu, wall in times)
        print(f"pyhf {name}: {shown}; {times[-1][0] / fit['fit']['median']:.0f} times as long as jetseq; -2 ln L higher by "
              f"{value - fit['value']:+.2e}", flush=True)
    print(f"load {os.getloadavg()[0]:.2f}; jetseq again: median {1e3 * ours(sys.argv[1], document)['fit']['median']:.3f} ms")


if __name__ == "__main__":
    main()
