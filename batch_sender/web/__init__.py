"""The page: upload a list, see what is wrong, write the text, send it, watch, take the results home.

    serving      find a port, run the server in a thread, open the browser
    app          the routes put together, and what stands in front of all of them
    reach        where the page answers, and what must be there before it does beyond this machine
    guards       who may ask at all: hosts, origins, what the browser may run
    bodies       how much a request may bring along, how slowly, and how many at once
    access       who may ask for what: the session, and the role that an address needs; access_errors
    roles        look, prepare, send, administer, and which addresses need which
    sessions     the one-time ticket that a browser enters with, and its cookie
    users        who may sign in, with hashed passwords; signed_in: their sessions; attempts: guesses wait
    routes/      what each address does, by subject
    api/         the HTTP API under /api/v1, for other programs
    keys         the keys that they bring
    rendering    templates, and the language and words of this door
    judging      lists that are being judged, each in a thread of its own
    readings     lists that are being read, likewise
    senders      batches that are being sent, each by one departure at a time, in a thread of its own
    questions    what has to be asked before something goes on, and answers on their way through forms
    drafts       what was put together so far for a batch that is not judged yet
    site         what all of them share

    requests_of_drafts  what is judged of a draft; read_lists: its rows, kept beside it
    understood   which column is what, and why; column_fields: what it can be; remembered_columns
    connection_faults   the field in which each fault of a new connection is put right
    text_previews       what one row gets of its texts; whatsapp_look, files_sent_along, saved_texts

It calls operations and knows no other door. Each form works as a plain POST; scripts only spare a reload.
"""
