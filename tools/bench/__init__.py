"""`make bench`: how fast the site is, as multiples of an empty view of the same server in the same run.

Machines differ, and a machine differs from minute to minute. So the empty view (`hello`) is measured again right
before each measurement of a page, and every figure is the page's divided by hello's: the processor time of gunicorn
and PostgreSQL per request, the requests per second at 16 connections, and the latencies. Medians of the rounds.
"""
