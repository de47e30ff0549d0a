def handler(event, context)  # no colon
