"""A made-up résumé to try the decoder with."""

SAMPLE = """\
Skills
Python (2.7, 3.12), Django, DRF, FastAPI, Celery, Redis, PostgreSQL
React, TypeScript, Docker, GitHub Actions, AWS, Zappa

Experience
Back-end developer at a travel company, since 2021
- Moved nightly invoicing to Celery and cut the page time by half with Redis.
- Wrote REST APIs with Django and DRF, with unit tests in pytest.
- Took part in code reviews, and went on call one week in six with the rest of the team.

Earlier: eight years of Java and Spring Boot, some Kubernetes. Keen to learn Go.
Contact: sam@example.org, +44 20 7946 0000
"""
