"""The Redis that tests use, where one answers."""

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

REDIS = "redis://127.0.0.1:6379/9"


def redis_or_skip() -> Redis:
    """A client of it; what a test leaves there, it takes away again."""
    client = Redis.from_url(REDIS)
    try:
        client.ping()
    except NoRedis as problem:
        pytest.skip(f"No Redis answers at {REDIS}: {problem}")
    return client
