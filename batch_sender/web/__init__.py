"""The page: upload a list, see what is wrong, write the text, send it, watch, take the results home.

    serving      find a port, run the server in a thread, open the browser
    app          the routes put together, and what stands in front of all of them
    guards       who may ask at all: hosts, origins, sizes, what the browser may run
    sessions     the one-time ticket that a browser enters with, and its cookie
    routes/      what each address does, by subject
    api/         the HTTP API under /api/v1, for other programs
    keys         the keys that they bring
    roles        what somebody may do
    rendering    templates, and the language and words of this door
    judging      lists that are being judged, each in a thread of its own
    senders      batches that are being sent, each in a thread of its own
    drafts       what was put together so far for a batch that is not judged yet
    site         what all of them share

It calls operations and knows no other door. Each form works as a plain POST; scripts only spare a reload.
"""
