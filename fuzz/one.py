"""One fuzz target under atheris; started by fuzz.run with libFuzzer's own arguments."""

import sys

import atheris

name = sys.argv[1]
with atheris.instrument_imports(include=["hub"]):
    from fuzz.targets import TARGETS

    target = TARGETS[name].load()

atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
atheris.Fuzz()
