"""The sample of the repository and a small selection, for the tests of `jetseq select`."""

import glob
import os

import toy
from toy import write_text

CONFIGS = os.path.join(toy.SOURCE, "configs")
SAMPLE = os.path.join(toy.SOURCE, "data", "sample")
MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")

SMALL = """
channel: 2-lepton
preselection:
  - two leptons: n_loose_leptons == 2
regions:
  - name: near
    category: vbf
    cuts:
      - candidate: candidate
      - forward pair: tag_m_jj > 770 GeV
  - name: far
    category: ggf_dy
    cuts:
      - candidate: candidate
      - not near: {not_in: [near]}
"""


def events(pattern):
    return sorted(f for f in glob.glob(os.path.join(SAMPLE, pattern)) if "sequences" not in f)


class WithFolder(toy.WithCommand):
    def config(self, text=SMALL):
        return write_text(self.path("regions.yaml"), text)
