"""The web room: what every server of ours has in common, whatever it serves.

names      which names a request may call this computer by
guard      who may ask for what: Host, Origin, Sec-Fetch-Site, token; what every answer carries
bodies     how much may come, and how slowly
pages      what pages may load, and in which language they come
problems   what is wrong, as problem documents (RFC 9457)
ports      the port that is asked for, or the first free one
server     a socket and uvicorn on it, with limits on what clients may keep open
files      media types by ending, files inside a folder
"""
