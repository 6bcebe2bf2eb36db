"""ROOT files to files of events: `jetseq-convert MAP.yaml INPUT.root... --out events.h5`.
docs/reference/branch-map.md describes the map.

Needs uproot, awkward, h5py and PyYAML: `pip install 'jetseq[convert]'`.
"""
