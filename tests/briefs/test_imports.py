"""What we say has no knots: whichever part a program needs first, it can have."""

from __future__ import annotations

import subprocess
import sys

EACH_FIRST = """
import importlib, pkgutil, sys, briefs

names = [module.name for module in pkgutil.walk_packages(briefs.__path__, "briefs.")]
for name in names:
    for known in [one for one in sys.modules if one.partition(".")[0] == "briefs"]:
        del sys.modules[known]
    importlib.import_module(name)
print(len(names))
"""


def test_each_module_can_be_the_first_that_is_imported():
    done = subprocess.run([sys.executable, "-c", EACH_FIRST], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30
