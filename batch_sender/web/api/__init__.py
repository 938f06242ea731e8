"""The HTTP API under /api/v1: what the page does, for other programs that bring a key.

    app          the routes put together, and what is answered where there is none
    table        one address: who may ask it, what it takes, what it answers
    addresses    all of them; routes and the OpenAPI description are made of it
    answering    from a request to its handler and back
    problems     errors as RFC 9457 has them, and the words of this door
    description  the OpenAPI description
    shapes       what stands in bodies and query strings
    starts       what was answered to a start, so that none is made twice
    lists, batches, rows, sending, doubt, result_files, opt_outs     the handlers, by subject

It is answered by a bearer key alone, never by the page's cookie: a key is sent by whoever means it, so a
foreign page that a browser has open can do nothing here.
"""
