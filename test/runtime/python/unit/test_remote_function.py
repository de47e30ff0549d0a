"""Calls of functions in another account, and how they fail."""

import json
import unittest
from collections.abc import Callable
from decimal import Decimal

import boto3
from botocore.exceptions import ClientError

from support import READER, Answer, HelperTestCase, sts_error

ORDERS = "arn:aws:lambda:us-east-1:222222222222:function:orders:live"
INVOKE = f"User: arn:aws:sts::111111111111:assumed-role/checkout/checkout is not authorized to perform: lambda:InvokeFunction on resource: {ORDERS}"
SETS_IT = "new CrossAccountInvoker(…, { function: fn, targets }) sets it"


def refused(status: int, code: str, headers: dict[str, str] | None = None, **fields: str) -> Callable[[], Answer]:
    """How Lambda refuses."""
    return lambda: Answer(status, json.dumps(fields), {"content-type": "application/json", "x-amzn-errortype": code, **(headers or {})})


class RemoteFunctionTestCase(HelperTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.set(ORDERS_TARGET_ARN=ORDERS, ORDERS_TARGET_REGION="us-east-1")

    def failure(self, kind: type[Exception], event: object = None) -> Exception:
        with self.assertRaises(kind) as raised:
            self.helper.remote_function("ORDERS").invoke(event)
        return raised.exception


class Calls(RemoteFunctionTestCase):
    def test_a_call_goes_to_the_arn_in_its_region_as_the_function_itself(self) -> None:
        self.aws.on_invoke = lambda: Answer(200, '{"orderId":"order-1"}')
        orders = self.helper.remote_function("ORDERS")
        self.assertEqual(ORDERS, orders.arn)
        self.assertEqual({"orderId": "order-1"}, orders.invoke({"item": "tea ☕"}))
        (sent,) = self.aws.sent
        self.assertEqual(f"/2015-03-31/functions/{ORDERS}/invocations", sent.path)
        self.assertEqual(("us-east-1", "ASIAOFTHEFUNCTION", "RequestResponse"), (sent.region, sent.access_key_id, sent.invocation_type))
        self.assertEqual('{"item":"tea ☕"}', sent.body)

    def test_it_may_be_left_to_lambda(self) -> None:
        self.aws.on_invoke = lambda: Answer(202, "")
        self.assertIsNone(self.helper.remote_function("ORDERS").invoke_async(None))
        self.assertEqual([("Event", "null")], [(sent.invocation_type, sent.body) for sent in self.aws.sent])

    def test_it_goes_through_a_role_with_one_session_and_one_client_for_all_targets_there(self) -> None:
        self.set(ORDERS_TARGET_ROLE="READER", STOCK_TARGET_ROLE="READER", STOCK_TARGET_ARN=f"{ORDERS}2", DIRECT_TARGET_ARN=ORDERS)
        functions = [self.helper.remote_function(prefix) for prefix in ("ORDERS", "STOCK", "DIRECT")]
        for function in functions:
            function.invoke({})
        self.assertEqual(["sts eu-west-1"] + ["lambda us-east-1"] * 3, [f"{sent.service} {sent.region}" for sent in self.aws.sent])
        _, orders, stock, direct = self.aws.sent
        self.assertRegex(orders.access_key_id, "^ASIASESSION")
        self.assertEqual(orders.access_key_id, stock.access_key_id)
        self.assertEqual("ASIAOFTHEFUNCTION", direct.access_key_id)
        clients = [vars(function)["_client"] for function in functions]
        self.assertIs(clients[0], clients[1])
        self.assertIsNot(clients[0], clients[2])

    def test_it_waits_as_long_as_a_function_may_run(self) -> None:
        client = vars(self.helper.remote_function("ORDERS"))["_client"]
        self.assertGreater(client.meta.config.read_timeout, 900)

    def test_it_may_use_a_client_of_your_own(self) -> None:
        client = boto3.client("lambda", region_name="us-east-1", aws_access_key_id="ASIAOTHER", aws_secret_access_key="secret")
        self.helper.remote_function("ORDERS", client=client).invoke({})
        self.assertEqual(["ASIAOTHER"], [sent.access_key_id for sent in self.aws.sent])


class Variables(RemoteFunctionTestCase):
    def test_an_error_says_what_is_missing(self) -> None:
        cases: list[tuple[dict[str, str], str]] = [
            (
                {"ORDERS_TARGET_ARN": "", "STOCK_TARGET_ARN": ORDERS},
                f"ORDERS_TARGET_ARN is not set; expected the ARN of the function to call (targets in the environment: STOCK); {SETS_IT}",
            ),
            (
                {"ORDERS_TARGET_ARN": "orders"},
                'ORDERS_TARGET_ARN is not valid, got "orders"; expected the ARN of a function, '
                f"arn:aws:lambda:eu-west-1:222222222222:function:orders:live; {SETS_IT}",
            ),
            (
                {"ORDERS_TARGET_ARN": ORDERS, "ORDERS_TARGET_REGION": "eu-west-1"},
                f'ORDERS_TARGET_REGION contradicts ORDERS_TARGET_ARN, got "eu-west-1"; expected us-east-1, as in {ORDERS}; '
                "new CrossAccountInvoker(…, { function: fn, targets }) sets both; do not set one by hand",
            ),
            (
                {"ORDERS_TARGET_REGION": "", "ORDERS_TARGET_ROLE": "WRITER"},
                "WRITER_ROLE_ARN is not set; expected the ARN of the role to assume (roles in the environment: READER); "
                "role.grants.assume(fn) sets it",
            ),
        ]
        for variables, message in cases:
            with self.subTest(message):
                self.set(**variables)
                with self.assertRaises(ValueError) as raised:
                    self.helper.remote_function("ORDERS")
                self.assertEqual(message, str(raised.exception))


class Payloads(RemoteFunctionTestCase):
    def test_what_cannot_be_sent_is_not_sent(self) -> None:
        circle: list[object] = []
        circle.append(circle)
        cases: dict[str, object] = {
            "Object of type Decimal is not JSON serializable": {"amount": Decimal("1.5")},
            "Out of range float values are not JSON compliant": {"amount": float("nan")},
            "Circular reference detected": circle,
            "surrogates not allowed": "\ud800",
        }
        for message, event in cases.items():
            with self.subTest(message):
                error = self.failure(self.helper.PayloadError, event)
                self.assertEqual("event-not-json", error.problem)
                self.assertRegex(str(error), f"^the event cannot be written as JSON: .*{message}")
                self.assertIsNotNone(error.__cause__)
        self.assertEqual([], self.aws.sent)

    def test_a_result_that_is_not_json_is_an_error(self) -> None:
        for body, shown in {"<html>": "<html>", "": "", "x" * 101: f"{'x' * 100}…"}.items():
            with self.subTest(shown):
                self.aws.on_invoke = lambda body=body: Answer(200, body)
                error = self.failure(self.helper.PayloadError)
                self.assertEqual((f"{ORDERS} did not answer with JSON: {shown}", "result-not-json"), (str(error), error.problem))
                self.assertIsInstance(error.__cause__, json.JSONDecodeError)


class Refusals(RemoteFunctionTestCase):
    def test_a_half_is_missing(self) -> None:
        for half in ("identity", "resource"):
            with self.subTest(half):
                message = f"{INVOKE} because no {half}-based policy allows the lambda:InvokeFunction action"
                self.aws.on_invoke = refused(403, "AccessDeniedException", Message=message)
                error = self.failure(self.helper.NotAllowedError)
                self.assertEqual((half, "lambda:InvokeFunction", ORDERS), (error.half, error.action, error.resource))
                self.assertTrue(str(error).endswith(f"AWS says: {message}"), str(error))
                self.assertIsInstance(error.__cause__, ClientError)

    def test_the_role_cannot_be_assumed(self) -> None:
        self.set(ORDERS_TARGET_ROLE="READER")
        self.aws.on_assume_role = lambda: sts_error("AccessDenied", f"User: a is not authorized to perform: sts:AssumeRole on resource: {READER}")
        with self.assertLogs("botocore.credentials", "WARNING"):
            error = self.failure(self.helper.NotAllowedError)
        self.assertEqual(("trust-or-identity", READER), (error.half, error.resource))
        self.assertIsInstance(error.__cause__, ClientError)

    def test_the_function_is_throttled(self) -> None:
        reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
        self.aws.on_invoke = refused(429, "TooManyRequestsException", {"retry-after": "2"}, Reason=reason, message="Rate Exceeded.")
        error = self.failure(self.helper.ThrottledError)
        self.assertEqual((reason, 2.0), (error.reason, error.retry_after_seconds))
        self.assertEqual(f"throttled ({reason}), try again after 2 s. AWS says: Rate Exceeded.", str(error))
        self.assertIsInstance(error.__cause__, ClientError)

    def test_lambda_does_not_take_the_event(self) -> None:
        too_large = "the event is too large: Lambda takes 6 MB, and 1 MB for invoke_async. AWS says: no"
        cases = {
            (413, "RequestTooLargeException"): ("event-too-large", too_large),
            (413, "SerializedRequestEntityTooLargeException"): ("event-too-large", too_large),
            (400, "InvalidRequestContentException"): ("event-not-json", "Lambda cannot read the event as JSON. AWS says: no"),
        }
        for (status, code), expected in cases.items():
            with self.subTest(code):
                self.aws.on_invoke = refused(status, code, message="no")
                error = self.failure(self.helper.PayloadError)
                self.assertEqual(expected, (error.problem, str(error)))
                self.assertIsInstance(error.__cause__, ClientError)

    def test_every_other_error_stays_as_it_is(self) -> None:
        self.aws.on_invoke = refused(404, "ResourceNotFoundException", Message="Function not found")
        self.assertEqual("ResourceNotFoundException", self.failure(ClientError).response["Error"]["Code"])


class FailingFunctions(RemoteFunctionTestCase):
    def test_the_failure_is_described(self) -> None:
        cases = {
            '{"errorType":"KeyError","errorMessage":"\'tea\'","stackTrace":["  File \\"index.py\\"\\n"]}':
                ("KeyError", "'tea'", ['  File "index.py"\n']),
            '{"errorType":"RangeError","errorMessage":"no such order","trace":["RangeError","    at handler"]}':
                ("RangeError", "no such order", ["RangeError", "    at handler"]),
            '{"errorMessage":"Task timed out after 3.00 seconds"}': ("Unhandled", "Task timed out after 3.00 seconds", []),
            '"no"': ("Unhandled", "no", []),
            "null": ("Unhandled", "null", []),
            "<no>": ("Unhandled", "<no>", []),
            "{}": ("Unhandled", "", []),
        }
        for body, expected in cases.items():
            with self.subTest(body):
                self.aws.on_invoke = lambda body=body: Answer(200, body, {"x-amz-function-error": "Unhandled"})
                error = self.failure(self.helper.FunctionError)
                self.assertEqual(expected, (error.error_type, error.error_message, error.trace))
                self.assertEqual(f"{ORDERS} failed: {expected[0]}: {expected[1]}", str(error))


if __name__ == "__main__":
    unittest.main()
