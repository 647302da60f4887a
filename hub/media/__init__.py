"""The worker process: sockets, DTLS, SRTP, RTP and the 20 ms tick. It speaks only hub.wire."""
