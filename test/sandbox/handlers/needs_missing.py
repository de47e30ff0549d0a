"""A handler that cannot be loaded."""

import a_module_that_is_not_there  # noqa: F401


def handler(_event, _context):
    return None
