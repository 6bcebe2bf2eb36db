"""event_hash() of event/event_id.hpp in Python, for who needs it without the C++ library."""

import numpy as np


def event_hash(sample_id, event_number):
    """Of two numbers an int, of columns an array of uint64."""

    def scrambled(x):
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ x >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ x >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return x ^ x >> np.uint64(31)

    samples = np.atleast_1d(np.asarray(sample_id, np.int32)).view(np.uint32).astype(np.uint64)
    hashes = scrambled(scrambled(np.atleast_1d(np.asarray(event_number, np.uint64))) ^ samples)
    return hashes if np.ndim(event_number) else int(hashes[0])
