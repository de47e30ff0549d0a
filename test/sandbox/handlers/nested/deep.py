"""A handler in a folder."""


def handler(_event, _context):
    return "deep"
