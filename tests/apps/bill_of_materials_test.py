"""scripts/bill-of-materials: what the built programs are made of, as Debian's tools know it."""

import json
import os
import shutil
import subprocess
import unittest

import toy

SCRIPT = os.path.join(toy.SOURCE, "scripts", "bill-of-materials")
BUILD = os.path.dirname(os.path.dirname(os.environ["JETSEQ"]))


@unittest.skipUnless(shutil.which("dpkg-query") and shutil.which("ninja"), "needs Debian's package list and Ninja's log")
class BillOfMaterials(toy.WithToy):
    def test_names_every_library_with_its_version(self):
        name = self.path("bill.json")
        subprocess.run([SCRIPT, BUILD, name], check=True, stdout=subprocess.DEVNULL)
        with open(name) as file:
            bill = json.load(file)
        packages = {package["SPDXID"]: package for package in bill["packages"]}
        self.assertEqual(len(packages), len(bill["packages"]))
        for relation in bill["relationships"]:
            self.assertIn(relation["relatedSpdxElement"], packages)
        loaded = subprocess.run(["ldd", os.environ["JETSEQ"]], check=True, capture_output=True, text=True).stdout
        self.assertIn("libhdf5_serial", loaded)
        hdf5 = [package for package in packages.values() if package["name"].startswith("libhdf5-103")]
        shown = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", hdf5[0]["name"]], check=True, capture_output=True, text=True)
        self.assertEqual([package["versionInfo"] for package in hdf5], [shown.stdout])
        headers = {relation["spdxElementId"] for relation in bill["relationships"] if relation["relationshipType"] == "BUILD_DEPENDENCY_OF"}
        self.assertIn("SPDXRef-nlohmann-json3-dev", headers)

    def test_says_what_is_missing(self):
        done = subprocess.run([SCRIPT, self.path("nothing"), self.path("bill.json")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no program jetseq", done.stderr)
        self.assertFalse(os.path.exists(self.path("bill.json")))


if __name__ == "__main__":
    unittest.main()
