"""Workspaces for comparing fits: each shows one part of HistFactory. Numbers are made up by formulas."""
import math


def workspace(channels, observed, parameters=(), poi="mu"):
    measurement = {"name": "measurement", "config": {"poi": poi, "parameters": list(parameters)}}
    return {"channels": channels, "observations": [{"name": c["name"], "data": o} for c, o in zip(channels, observed)],
            "measurements": [measurement], "version": "1.0.0"}


def modifier(kind, name, data=None):
    return {"name": name, "type": kind, "data": data}


def sample(name, data, *modifiers):
    return {"name": name, "data": data, "modifiers": list(modifiers)}


MU = modifier("normfactor", "mu")


def uncorrelated_background():
    """The example of pyhf's documentation: two bins, a background with an independent uncertainty in each."""
    return workspace([{"name": "singlechannel", "samples": [
        sample("signal", [12.0, 11.0], MU),
        sample("background", [50.0, 52.0], modifier("shapesys", "uncorr_bkguncrt", [3.0, 7.0]))]}], [[51, 48]])


def correlated_background():
    """The other one: the background's uncertainty is the same in both bins."""
    shape = {"lo_data": [47.0, 45.0], "hi_data": [53.0, 59.0]}
    return workspace([{"name": "singlechannel", "samples": [
        sample("signal", [12.0, 11.0], MU),
        sample("background", [50.0, 52.0], modifier("histosys", "correlated_bkg_uncertainty", shape))]}], [[61, 62]])


def everything():
    """Two channels that share normalisation, shape and luminosity uncertainties; Monte Carlo statistics in each."""
    def norm(name, low, high):
        return modifier("normsys", name, {"lo": low, "hi": high})

    def shape(name, nominal, tilt):
        steps = range(len(nominal))
        return modifier("histosys", name, {"lo_data": [n * (1 - 0.9 * tilt * (k - 1)) for n, k in zip(nominal, steps)],
                                           "hi_data": [n * (1 + tilt * (k - 1)) for n, k in zip(nominal, steps)]})

    lumi = modifier("lumi", "lumi")
    channels = []
    for name, signal, first, second in (("tight", [1.5, 6.0, 9.0], [30.0, 20.0, 8.0], [12.0, 14.0, 10.0]),
                                        ("loose", [2.0, 4.0, 3.0, 1.0], [90.0, 60.0, 40.0, 15.0], [30.0, 40.0, 33.0, 18.0])):
        def stat(nominal, size):
            return modifier("staterror", "stat_" + name, [size * math.sqrt(n) for n in nominal])
        channels.append({"name": name, "samples": [
            sample("signal", signal, MU, lumi, norm("theory", 0.9, 1.15), shape("scale", signal, 0.08),
                   stat(signal, 0.2)),
            sample("first", first, lumi, norm("first_norm", 0.8, 1.25), shape("scale", first, 0.05), stat(first, 0.4)),
            sample("second", second, modifier("normfactor", "second_norm"), norm("scale", 0.97, 1.02),
                   stat(second, 0.3))]})
    lumi_setting = {"name": "lumi", "auxdata": [1.0], "sigmas": [0.017], "bounds": [[0.9, 1.1]], "inits": [1.0]}
    return workspace(channels, [[47, 44, 31], [128, 99, 80, 31]], [lumi_setting])


def control_region():
    """A background whose shape only a control region knows (shapefactor)."""
    free = modifier("shapefactor", "free_shape")
    return workspace([
        {"name": "control", "samples": [sample("data_driven", [100.0, 100.0, 100.0], free)]},
        {"name": "search", "samples": [sample("signal", [3.0, 8.0, 12.0], MU),
                                       sample("data_driven", [20.0, 20.0, 20.0], free,
                                              modifier("normsys", "transfer", {"lo": 0.9, "hi": 1.1}))]}],
        [[120, 90, 55], [26, 29, 20]])


def deficit():
    """Fewer events than background: the best strength is at its bound."""
    return workspace([{"name": "one", "samples": [
        sample("signal", [6.0, 9.0], MU),
        sample("background", [40.0, 30.0], modifier("normsys", "norm", {"lo": 0.92, "hi": 1.09}),
               modifier("staterror", "stat_one", [2.0, 1.5]))]}], [[33, 22]])


def settings():
    """Bounds, starts and a fixed parameter from the measurement; bins without signal or uncertainty."""
    parameters = [{"name": "mu", "inits": [2.0], "bounds": [[0.0, 20.0]]}, {"name": "frozen", "inits": [0.4], "fixed": True}]
    return workspace([{"name": "one", "samples": [
        sample("signal", [0.0, 2.0, 5.0], MU, modifier("staterror", "stat_one", [0.0, 0.2, 0.4])),
        sample("background", [60.0, 30.0, 9.0], modifier("normsys", "frozen", {"lo": 0.8, "hi": 1.1}),
               modifier("staterror", "stat_one", [0.0, 1.0, 0.9]), modifier("shapesys", "shape_one", [4.0, 0.0, 1.5]),
               modifier("normsys", "free", {"lo": 0.95, "hi": 1.04}))]}], [[58, 40, 21]], parameters)


def negative_sample():
    """An interference with a bin below 0."""
    return workspace([{"name": "one", "samples": [
        sample("signal", [5.0, 10.0], MU), sample("interference", [-0.5, 0.3], modifier("staterror", "stat", [0.1, 0.1])),
        sample("background", [50.0, 60.0], modifier("normsys", "norm", {"lo": 0.9, "hi": 1.1}),
               modifier("staterror", "stat", [1.0, 1.5]))]}], [[53, 65]])


def negative_variation():
    """A variation that takes a small sample below 0."""
    shape = {"lo_data": [-0.0003, 0.2], "hi_data": [0.5, 0.4]}
    return workspace([{"name": "one", "samples": [
        sample("signal", [5.0, 10.0], MU), sample("small", [0.1, 0.3], modifier("histosys", "jes", shape)),
        sample("background", [50.0, 60.0], modifier("histosys", "jes", {"lo_data": [48.0, 57.0], "hi_data": [53.0, 64.0]}))
    ]}], [[53, 65]])


def empty_bin():
    """A bin in which nothing is expected and nothing was seen, with an uncertainty of its own."""
    return workspace([{"name": "one", "samples": [
        sample("signal", [5.0, 10.0, 0.0], MU),
        sample("background", [50.0, 60.0, 0.0], modifier("normsys", "norm", {"lo": 0.9, "hi": 1.1}),
               modifier("staterror", "stat", [1.0, 1.5, 1.8]), modifier("shapesys", "shape", [2.0, 1.0, 1.0]))]}],
        [[53, 65, 0]])


def shared_staterror():
    """One staterror for two channels of different length; pyhf numbers its bins by the channels' names."""
    def stat(*errors):
        return modifier("staterror", "stat", list(errors))
    return workspace([
        {"name": "z", "samples": [sample("signal", [3.0, 6.0], MU, stat(0.3, 0.5)),
                                  sample("background", [40.0, 30.0], stat(4.0, 2.0))]},
        {"name": "a", "samples": [sample("signal", [5.0], MU, stat(0.4)), sample("background", [60.0], stat(5.0))]}],
        [[44, 37], [70]])


def random_numbers(seed):
    """Uniform numbers in [0, 1), the same everywhere (Park and Miller, CACM 31 (1988) 1192)."""
    state = seed
    while True:
        state = state * 48271 % 2147483647
        yield state / 2147483647


def many(n_channels, n_bins, n_systematics, seed=7):
    """A signal and two backgrounds; each systematic changes norm and shape of every process in every channel; Monte
    Carlo statistics in every bin. many(10, 20, 50) has 1 + 50 + 200 + 1 parameters."""
    uniform = random_numbers(seed)

    def normal():
        return math.sqrt(-2 * math.log(1 - next(uniform))) * math.cos(2 * math.pi * next(uniform))

    channels, observed = [], []
    for c in range(n_channels):
        place = [b / (n_bins - 1) for b in range(n_bins)]
        signal = [20 * math.exp(-0.5 * ((x - 0.5) / 0.15) ** 2) * (1 + 0.2 * next(uniform)) for x in place]
        falling = [200 * math.exp(-2 * x) + 10 for x in place]
        flat = [100 * (1 + 0.3 * next(uniform)) for _ in place]
        samples = []
        for name, data in (("signal", signal), ("falling", falling), ("flat", flat)):
            modifiers = [MU] if name == "signal" else [modifier("normfactor", "flat_norm")] if name == "flat" else []
            for k in range(n_systematics):
                low, high = 0.99 - 0.02 * normal(), 1.01 + 0.02 * normal()
                down, up = 0.02 * normal(), 0.02 * normal()
                modifiers.append(modifier("normsys", f"systematic_{k}", {"lo": low, "hi": high}))
                modifiers.append(modifier("histosys", f"systematic_{k}", {
                    "lo_data": [n * (1 - down * (2 * x - 1)) for n, x in zip(data, place)],
                    "hi_data": [n * (1 + up * (2 * x - 1)) for n, x in zip(data, place)]}))
            modifiers.append(modifier("staterror", f"stat_{c}", [0.3 * math.sqrt(n) for n in data]))
            samples.append(sample(name, data, *modifiers))
        channels.append({"name": f"channel_{c}", "samples": samples})
        totals = [sum(s["data"][b] for s in samples) for b in range(n_bins)]
        observed.append([max(0, round(t * 1.02 + math.sqrt(t) * normal())) for t in totals])
    return workspace(channels, observed)


ALL = {f.__name__: f() for f in (uncorrelated_background, correlated_background, everything, control_region, deficit,
                                 settings, negative_sample, negative_variation, empty_bin, shared_staterror)}
ALL["many"] = many(2, 3, 3)
