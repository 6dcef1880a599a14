"""The server that the tests of this room talk to."""

from tests.site import site

__all__ = ["site"]
