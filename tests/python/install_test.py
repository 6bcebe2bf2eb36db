"""pip install . in a clean environment: a compiler and what `pip` brings are enough. The tests after it use what it installs.

    install_test.py FOLDER WHEELS      FOLDER/clean: the environment; FOLDER/package: for PYTHONPATH
"""

import glob
import os
import shutil
import subprocess
import sys
import time
import venv

SOURCE = os.environ["JETSEQ_SOURCE_DIR"]
NEEDED = ("libstdc++", "libm.", "libgcc_s", "libc.", "linux-vdso", "ld-linux", "libjetseq")
ONE_EVENT = """
import importlib.metadata, sys, time
import numpy
begin = time.perf_counter()
import jetseq
print(f"import jetseq after numpy: {1e3 * (time.perf_counter() - begin):.1f} ms")
classifier = jetseq.load(sys.argv[1])
score = classifier([120, 80], [2.9, -2.6], [-2.0, 1.5], [1093, 542])
assert score > classifier.threshold("tight"), score
assert jetseq.version == importlib.metadata.version("jetseq"), "CMakeLists.txt and pyproject.toml differ"
assert "awkward" not in sys.modules and "torch" not in sys.modules
"""

folder, wheels = map(os.path.abspath, sys.argv[1:])
clean, package = os.path.join(folder, "clean"), os.path.join(folder, "package")
shutil.rmtree(package, ignore_errors=True)
venv.create(clean, with_pip=True, clear=True)
python = os.path.join(clean, "bin", "python")
free = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

begin = time.time()
subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--find-links", wheels,
                "--config-settings", "build-dir=" + os.path.join(folder, "build"), SOURCE], check=True, env=free)
[installed] = glob.glob(os.path.join(clean, "lib", "python*", "site-packages", "jetseq"))
files = [os.path.join(root, name) for root, _, names in os.walk(installed) for name in names if not name.endswith(".pyc")]
print(f"pip install: {time.time() - begin:.0f} s, {sum(map(os.path.getsize, files)) // 1024} kB")

subprocess.run([python, "-c", ONE_EVENT, os.path.join(SOURCE, "models", "reference", "vbf.json")], check=True, env=free, cwd=folder)
for library in glob.glob(os.path.join(installed, "*.so")):
    needs = subprocess.run(["ldd", library], check=True, capture_output=True, text=True).stdout
    for line in needs.splitlines():
        assert any(name in line for name in NEEDED), f"{library} needs {line.strip()}"
for name in ("py.typed", "_core.pyi", "include/jetseq/infer/scorer.hpp", "include/jetseq/infer/jetseq.h"):
    assert os.path.exists(os.path.join(installed, name)), name
os.makedirs(package)
os.symlink(installed, os.path.join(package, "jetseq"))
