"""A media worker that is only a script: speaks `hub.wire.worker` and does no sound.

Run by the hub as `python fake_worker.py [MODE] --fd N`. MODE: `port-taken` ends as if its UDP port
were in use, `broken` ends at once, `deaf` never answers, `log=FILE` writes down what it was told,
`fails=FILE` ends at its setup once FILE is there, but for the first of several workers.
The first word of an offer's SDP decides: `bad` is refused, `die` ends the worker, `mute` gets no
answer, `talk` is told to be heard, `gone` is told to have left. All else is answered.
"""

import json
import os
import socket
import sys


def main(mode: str, fd: int) -> None:
    if mode == "port-taken":
        sys.stderr.write("media: cannot listen on UDP port 8080\n")
        raise SystemExit(3)
    if mode == "broken":
        raise SystemExit(1)
    link = socket.socket(fileno=fd)
    # Two files: one for both would drop lines read ahead at each write.
    lines, out = link.makefile("r", encoding="utf-8"), link.makefile("w", encoding="utf-8")
    rooms: dict[str, str] = {}
    log = mode.removeprefix("log=") if mode.startswith("log=") else os.devnull
    fails = mode.removeprefix("fails=") if mode.startswith("fails=") else ""
    for line in lines:
        if "/worker-" in line and os.path.exists(fails):
            raise SystemExit(1)
        with open(log, "a", encoding="utf-8") as told:
            told.write(line)
        for reply in replies(json.loads(line), rooms) if mode != "deaf" else ():
            out.write(json.dumps(reply) + "\n")
            out.flush()


QUALITY = {"loss_share": 0.25, "jitter_ms": 12.5, "delay_ms": 84.0, "concealed_share": 0.125}
STATS = {
    **dict.fromkeys(("peers", "rooms", "late_share", "tick_late_ms_p99"), 1),
    **dict.fromkeys(("tick_cpu_ms_p50", "tick_cpu_ms_p99", "latency_ms_p50", "latency_ms_p99"), 1),
    **dict.fromkeys(("packets_dropped", "datagrams_overrun", "ticks_skipped"), 0),
    "packets_sent": 12,
    "refused": {"stun": 7},
}


def replies(ask: dict, rooms: dict[str, str]) -> list[dict]:
    done = {"n": ask["n"], "ok": True}
    match ask["do"], ask.get("sdp", "").split(" ")[0]:
        case "setup", _:
            return [done, {"tell": "ready", "port": ask["port"] or 40_000}]
        case _, "bad":
            return [{"n": ask["n"], "ok": False, "code": "bad_sdp", "why": "no audio"}]
        case _, "die":
            os._exit(1)
        case _, "mute":
            return []
        case "join" | "offer", word:
            room = rooms.setdefault(ask["peer"], ask.get("room", ""))
            answer = [{**done, "sdp": f"answer to {ask['sdp']}"}]
            if word == "talk":
                levels = {ask["peer"]: 20}
                answer.append({"tell": "levels", "room": room, "levels": levels})
                answer.append({"tell": "quality", "room": room, "peers": {ask["peer"]: QUALITY}})
            if word == "gone":
                answer.insert(0, {"tell": "gone", "peer": ask["peer"], "why": "closed"})
            return answer
        case "stats", _:
            return [{**done, "stats": STATS}]
    return [done]


if __name__ == "__main__":
    mode_given = sys.argv[1] if not sys.argv[1].startswith("--") else ""
    main(mode_given, int(sys.argv[-1]))
