"""Random workspaces for comparing fits: every kind of modifier, weak signals, deficits and excesses, and nuisance
parameters whose effects up and down have the same sign, so that -2 ln L has several valleys."""
import math
import random

from workspaces import modifier, sample, workspace


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.shared = ["theta_a", "theta_b", "theta_c"]
        self.settings = {}

    def chance(self, probability):
        return self.random.random() < probability

    def norm(self, name):
        """Factors on both sides of 1, or on one: then the yield falls, or rises, both ways."""
        size = math.exp(self.random.uniform(math.log(0.02), math.log(0.4)))
        if self.chance(0.25):
            sign = self.random.choice((-1, 1))
            return modifier("normsys", name, {"lo": 1 + sign * size * self.random.uniform(0.4, 1), "hi": 1 + sign * size})
        return modifier("normsys", name, {"lo": 1 / (1 + size * self.random.uniform(0.3, 1.5)), "hi": 1 + size})

    def shape(self, name, nominal):
        """Straight, with a kink, or down (up) both ways."""
        kind = self.random.choice(("straight", "kink", "both"))
        size = self.random.uniform(0.03, 0.5 if kind == "both" else 0.25)
        low, high = [], []
        for value in nominal:
            up = size * self.random.uniform(-1, 1) if kind != "both" else -size * self.random.uniform(0.4, 1)
            down = {"straight": -up, "kink": -up * self.random.uniform(0.05, 3), "both": up * self.random.uniform(0.6, 1.4)}[kind]
            high.append(value * max(0.05, 1 + up))
            low.append(value * max(0.05, 1 + down))
        return modifier("histosys", name, {"lo_data": low, "hi_data": high})

    def background(self, channel, number, bins):
        nominal = [math.exp(self.random.uniform(math.log(3), math.log(200))) for _ in range(bins)]
        name = f"background_{number}"
        modifiers = []
        for shared in self.shared:
            if self.chance(0.35):
                modifiers.append(self.norm(shared))
            if self.chance(0.35):
                modifiers.append(self.shape(shared, nominal))
        if self.chance(0.3):
            modifiers.append(modifier("lumi", "lumi"))
        if self.chance(0.35):
            modifiers.append(modifier("shapesys", f"sys_{channel}_{number}",
                                      [n * self.random.uniform(0.02, 0.4) for n in nominal]))
        if self.chance(0.35):
            modifiers.append(modifier("staterror", f"stat_{channel}", [n * self.random.uniform(0.02, 0.2) for n in nominal]))
        return sample(name, nominal, *modifiers)

    def channel(self, number, n_backgrounds):
        bins = self.random.randint(1, 4)
        channel = f"channel_{number}"
        backgrounds = [self.background(channel, n, bins) for n in range(n_backgrounds)]
        total = [sum(b["data"][i] for b in backgrounds) for i in range(bins)]
        strength = math.exp(self.random.uniform(math.log(0.003), math.log(3)))
        signal = [strength * math.sqrt(t) * self.random.uniform(0.2, 1.5) for t in total]
        modifiers = [modifier("normfactor", "mu")]
        if self.chance(0.3):
            modifiers.append(self.norm("theta_signal"))
        if self.chance(0.2):
            modifiers.append(modifier("lumi", "lumi"))
        return {"name": channel, "samples": [sample("signal", signal, *modifiers)] + backgrounds}

    def add_control_region(self, channels):
        """A free factor, or one for each bin, that a region without signal measures."""
        first = channels[0]["samples"][1]
        bins = len(first["data"])
        if self.chance(0.5):
            free = modifier("normfactor", "free_norm")
        else:
            free = modifier("shapefactor", "free_shape")
        first["modifiers"].append(free)
        nominal = [self.random.uniform(30, 200) for _ in range(bins)]
        channels.append({"name": "control", "samples": [sample("background_0", nominal, free)]})

    def observed(self, channels):
        """Around what is expected for some strength and pulls; an excess, a deficit, or neither."""
        strength = self.random.choice((0, 0, 1, 3))
        pull = self.random.choice((-0.15, 0, 0, 0.15))
        result = []
        for channel in channels:
            total = [sum(s["data"][i] * (strength if s["name"] == "signal" else 1) for s in channel["samples"])
                     for i in range(len(channel["samples"][0]["data"]))]
            result.append([max(0, round(t * (1 + pull) + math.sqrt(t) * self.random.gauss(0, 1))) for t in total])
        return result

    def make(self):
        n_backgrounds = self.random.randint(1, 3)
        channels = [self.channel(n, n_backgrounds) for n in range(self.random.randint(1, 2))]
        if self.chance(0.4):
            self.add_control_region(channels)
        settings = [{"name": "mu", "bounds": [[0, 1e4]], "inits": [1.0]},
                    {"name": "lumi", "auxdata": [1.0], "sigmas": [0.02], "bounds": [[0.5, 1.5]], "inits": [1.0]}]
        has_lumi = any(m["type"] == "lumi" for c in channels for s in c["samples"] for m in s["modifiers"])
        return workspace(channels, self.observed(channels), settings if has_lumi else settings[:1])


def random_workspace(seed):
    return Generator(seed).make()
