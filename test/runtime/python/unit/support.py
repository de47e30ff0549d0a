"""STS and Lambda on loopback, and test cases that run the module as a new execution environment would."""

import importlib
import itertools
import os
import re
import sys
import threading
import unittest
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from unittest import mock
from urllib.parse import parse_qsl, unquote

SOURCE = Path(__file__).parents[4] / "src" / "runtime" / "python"
READER = "arn:aws:iam::222222222222:role/reader"
DENIED = f"User: arn:aws:sts::111111111111:assumed-role/checkout/checkout is not authorized to perform: sts:AssumeRole on resource: {READER}"


@dataclass(frozen=True)
class Sent:
    """What a client sent."""

    service: str
    #: The region it was signed for.
    region: str
    access_key_id: str
    path: str
    invocation_type: str | None
    body: str

    @property
    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.body))


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


_sessions_made = itertools.count(1)


def session(seconds: float = 3600, now: datetime | None = None) -> Answer:
    """What STS answers; each session has another access key."""
    expiration = (now or datetime.now(timezone.utc)) + timedelta(seconds=seconds)
    return Answer(
        200,
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
        f"<AccessKeyId>ASIASESSION{next(_sessions_made)}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
        f"<SessionToken>token</SessionToken><Expiration>{expiration.isoformat()}</Expiration>"
        "</Credentials></AssumeRoleResult></AssumeRoleResponse>",
        {"content-type": "text/xml"},
    )


def sts_error(code: str, message: str, status: int = 403) -> Answer:
    """How STS refuses."""
    return Answer(
        status,
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>",
        {"content-type": "text/xml"},
    )


class FakeAws:
    """Answers what a test says, and decides nothing."""

    def __init__(self) -> None:
        self.reset()
        aws = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name is that of the base class
                answer = aws.receive(self)
                self.send_response(answer.status)
                for name, value in {"content-length": str(len(answer.body.encode())), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body.encode())

            def log_message(self, *arguments: object) -> None:
                """The tests' own output stays readable."""

        class Server(ThreadingHTTPServer):
            # as many clients as the tests have threads
            request_queue_size = 256

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.sent: list[Sent] = []
        self.on_assume_role: Callable[[], Answer] = session
        self.on_invoke: Callable[[], Answer] = lambda: Answer(200, "null")

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def assumed(self) -> list[dict[str, str]]:
        return [request.parameters for request in self.sent if request.service == "sts"]

    def receive(self, request: BaseHTTPRequestHandler) -> Answer:
        body = request.rfile.read(int(request.headers["content-length"])).decode()
        match = re.search(r"Credential=([^/]+)/\d+/([^/]+)/(sts|lambda)", request.headers["authorization"])
        assert match is not None
        access_key_id, region, service = match.groups()
        self.sent.append(Sent(service, region, access_key_id, unquote(request.path), request.headers["x-amz-invocation-type"], body))
        return self.on_assume_role() if service == "sts" else self.on_invoke()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class HelperTestCase(unittest.TestCase):
    """Each test has a new copy of the module, in the environment of a function in eu-west-1 that may assume READER."""

    aws: FakeAws

    @classmethod
    def setUpClass(cls) -> None:
        cls.aws = FakeAws()
        cls.addClassCleanup(cls.aws.stop)

    def setUp(self) -> None:
        self.aws.reset()
        variables = {
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_LAMBDA_FUNCTION_NAME": "checkout",
            "AWS_ACCESS_KEY_ID": "ASIAOFTHEFUNCTION",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_SESSION_TOKEN": "token",
            "AWS_ENDPOINT_URL_LAMBDA": self.aws.endpoint,
            "AWS_ENDPOINT_URL_STS": self.aws.endpoint,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_MAX_ATTEMPTS": "1",
            "READER_ROLE_ARN": READER,
        }
        environment = mock.patch.dict(os.environ, variables, clear=True)
        environment.start()
        self.addCleanup(environment.stop)
        self.helper = new_copy()

    def set(self, **variables: str) -> None:
        os.environ.update(variables)

    def at(self, now: datetime) -> None:
        """Lets the clock of the module stand at that time from now on."""
        clock = mock.patch.object(self.helper, "_now", lambda: now)
        clock.start()
        self.addCleanup(clock.stop)


def new_copy() -> ModuleType:
    if str(SOURCE) not in sys.path:
        sys.path.insert(0, str(SOURCE))
    sys.modules.pop("cross_account_lambda", None)
    return importlib.import_module("cross_account_lambda")
