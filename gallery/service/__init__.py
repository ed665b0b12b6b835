"""The service: other software sends a photograph, and is given its colorization.

settings      what a service is started with
options       what a request may ask for
jobs          which colorizations were accepted and what became of them, in SQLite
orders        what has to be made for a job, as steps of the pipeline
steps         the picture that is handed out, with what it says of itself
workers       processes that run steps, one at a time, within a time
press         takes jobs and has them made; forgets them in time
reception     from what a request holds to an accepted job
uploads       photographs as they come: a body, a part of a form, an address
batches       many photographs at once: a ZIP or a list of addresses
requests      what a request says of itself: how it wants to be answered, where in it the photograph is
answers       how a job is told: JSON, links, pictures
colorizations, checks, pages         what stands at which address
openapi, schemas                     the same as a document for programs
metrics       what a service counts
application   all of it, as one ASGI application
"""
