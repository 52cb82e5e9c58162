#!/usr/bin/env python3
"""Frames the same messages with Python's own HTTP parser, and prints the ratio to what the bench measured.

Arguments: the messages that the bench framed, and its seconds.
"""
import http.client
import io
import sys
import time

REQUEST = (
    b"GET /index.html HTTP/1.1\r\nHost: gaia.cs.umass.edu\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
    b"Accept-Language: en\r\nConnection: keep-alive\r\n\r\n"
)
COUNT = 4000

start = time.process_time()
for _ in range(COUNT):
    stream = io.BytesIO(REQUEST)
    stream.readline()
    http.client.parse_headers(stream)
rival = (time.process_time() - start) / COUNT
messages, seconds = int(sys.argv[1]), float(sys.argv[2])
ours = seconds / messages
print(f"Python's http.client: {rival * 1e9:.0f} ns a message, {rival / ours:.1f} times as long")
