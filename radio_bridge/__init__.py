"""The radio bridge: one handheld or base station, and the room of its channel."""

import os

# Read once, when numpy is loaded: a loop that is due each 10 ms waits for no other thread.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
