"""Signals on the air: DTMF, MDC1200 and CTCSS, made and heard. Pure numpy, 48 kHz mono, streaming.

Every decoder has `feed(block) -> events`, takes blocks of any size and gives the same events for
all of them. Times are samples at 48 kHz since the decoder was made.
"""
