"""Runs inside the child process, in the place of the Lambda runtime: loads the handler, then answers invocations."""

import importlib
import json
import os
import socket
import sys
import time
import traceback


class Refused(Exception):
    """An error of the runtime itself, under the name that Lambda gives it."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name = f"Runtime.{name}"


class Context:
    """The second argument of a handler."""

    def __init__(self, invocation):
        self.aws_request_id = invocation["awsRequestId"]
        self.function_name = invocation["functionName"]
        self.function_version = invocation["functionVersion"]
        self.invoked_function_arn = invocation["invokedFunctionArn"]
        self._deadline = invocation["deadline"]

    def get_remaining_time_in_millis(self):
        return max(int(self._deadline - time.time() * 1000), 0)


def describe(error):
    if isinstance(error, Refused):
        return {"errorType": error.name, "errorMessage": str(error), "stackTrace": []}
    # the frames of this file are no part of the function
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    return {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": traceback.format_list(frames)}


def load_handler(handler_name):
    """`dir/file.function`, as in the Handler property."""
    module_name, _, function_name = handler_name.rpartition(".")
    if not module_name:
        raise Refused("MalformedHandlerName", f"Bad handler '{handler_name}': not enough values to unpack (expected 2, got 1)")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Refused("ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        raise Refused("UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    if not hasattr(module, function_name):
        raise Refused("HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def answer(handler, invocation):
    try:
        result = handler(json.loads(invocation["event"]), Context(invocation))
        try:
            return {"payload": json.dumps(result)}
        except (TypeError, ValueError) as error:
            raise Refused("MarshalError", f"Unable to marshal response: {error}") from error
    # not BaseException: sys.exit ends the process, as on Lambda
    except Exception as error:  # pylint: disable=broad-except
        return {"error": describe(error)}


def main():
    code_directory, handler_name = sys.argv[1:]
    # JSON lines go in and out here; programs that the handler starts must not hold it open
    os.set_inheritable(3, False)
    channel = socket.socket(fileno=3)
    lines = channel.makefile("r", encoding="utf8", newline="\n")

    def send(message):
        sys.stdout.flush()
        sys.stderr.flush()
        channel.sendall(json.dumps(message).encode() + b"\n")

    # Python puts the directory of this file first
    sys.path[0] = code_directory
    try:
        handler = load_handler(handler_name)
    except Exception as error:  # pylint: disable=broad-except
        send({"error": describe(error)})
        # the sandbox ends this process once it has the answer
        lines.read()
        return
    send({"ready": True})
    # ends when the sandbox has gone
    for line in lines:
        send(answer(handler, json.loads(line)))


main()
