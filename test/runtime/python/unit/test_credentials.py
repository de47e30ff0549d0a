"""How a role is assumed, by whom, how often, and what clients do with it."""

import os
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Barrier
from unittest import mock

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError

from support import DENIED, READER, Answer, HelperTestCase, session, sts_error

START = datetime.now(timezone.utc)


def key_of(session_of_boto3: boto3.Session) -> str:
    return session_of_boto3.get_credentials().get_frozen_credentials().access_key


class Clients(HelperTestCase):
    def test_a_client_acts_as_the_role_in_the_region_of_the_role(self) -> None:
        self.set(READER_ROLE_REGION="us-east-1")
        self.helper.assumed_role_client("lambda").invoke(FunctionName="orders")
        sts, invoke = self.aws.sent
        # STS is that of the function's own region
        self.assertEqual(("sts", "eu-west-1", "ASIAOFTHEFUNCTION"), (sts.service, sts.region, sts.access_key_id))
        self.assertEqual(("lambda", "us-east-1"), (invoke.service, invoke.region))
        self.assertRegex(invoke.access_key_id, "^ASIASESSION")

    def test_its_region_may_be_given(self) -> None:
        self.set(READER_ROLE_REGION="us-east-1")
        self.assertEqual("ap-south-1", self.helper.assumed_role_client("s3", region_name="ap-south-1").meta.region_name)
        self.assertEqual("ap-south-1", self.helper.assumed_role_session(region_name="ap-south-1").region_name)
        described = self.helper.AssumedRole(role_arn=READER, region="eu-north-1")
        self.assertEqual("eu-north-1", self.helper.assumed_role_client("s3", role=described).meta.region_name)

    def test_its_region_is_that_of_the_function_if_the_role_has_none(self) -> None:
        self.assertEqual("eu-west-1", self.helper.assumed_role_client("s3").meta.region_name)
        # Lambda sets both, boto3 reads the other one
        del os.environ["AWS_DEFAULT_REGION"]
        self.assertEqual("eu-west-1", self.helper.assumed_role_client("s3").meta.region_name)

    def test_the_other_arguments_are_those_of_the_client(self) -> None:
        client = self.helper.assumed_role_client("s3", endpoint_url="https://s3.example.com")
        self.assertEqual("https://s3.example.com", client.meta.endpoint_url)

    def test_credentials_of_its_own_are_refused(self) -> None:
        with self.assertRaisesRegex(TypeError, "aws_access_key_id contradicts the role, whose credentials the client has"):
            self.helper.assumed_role_client("s3", aws_access_key_id="AKIA")

    def test_clients_and_sessions_share_a_session_of_the_role(self) -> None:
        described = self.helper.AssumedRole(role_arn=READER, region="us-east-1")
        sessions = [self.helper.assumed_role_session(role) for role in (None, "READER", described)]
        self.assertEqual(1, len({key_of(one) for one in sessions}))
        self.helper.assumed_role_client("lambda").invoke(FunctionName="orders")
        self.assertEqual(1, len(self.aws.assumed))

    def test_the_default_credentials_and_the_environment_stay(self) -> None:
        before = dict(os.environ)
        key_of(self.helper.assumed_role_session())
        self.assertEqual(before, dict(os.environ))
        self.assertEqual("ASIAOFTHEFUNCTION", key_of(boto3.Session()))

    def test_sts_is_asked_as_the_function_also_with_a_profile_in_the_environment(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".ini") as config:
            config.write(f"[profile other]\nrole_arn = {READER}-other\ncredential_source = Environment\nregion = ap-south-1\n")
            config.flush()
            self.set(AWS_CONFIG_FILE=config.name, AWS_PROFILE="other")
            self.helper.assumed_role_client("lambda").invoke(FunctionName="orders")
        self.assertEqual([READER], [request["RoleArn"] for request in self.aws.assumed])
        self.assertEqual(["ASIAOFTHEFUNCTION", "eu-west-1"], [self.aws.sent[0].access_key_id, self.aws.sent[1].region])

    def test_sts_is_the_regional_one_whatever_the_environment_says(self) -> None:
        del os.environ["AWS_ENDPOINT_URL_STS"]
        self.set(AWS_STS_REGIONAL_ENDPOINTS="legacy")
        for region in ("eu-west-1", "us-east-1"):
            with self.subTest(region), mock.patch("botocore.httpsession.URLLib3Session.send") as send:
                self.set(AWS_REGION=region, READER_SESSION_NAME=region)
                send.side_effect = EndpointConnectionError(endpoint_url="sts")
                with self.assertRaises(EndpointConnectionError):
                    key_of(self.helper.assumed_role_session())
                self.assertEqual([f"https://sts.{region}.amazonaws.com/"], [call.args[0].url for call in send.call_args_list])

    def test_another_way_to_assume_the_role_is_another_session(self) -> None:
        role = self.helper.AssumedRole(role_arn=READER, external_id="id-1", session_tags={"a": "1"})
        other = [
            {"role_arn": f"{READER}2"},
            {"external_id": "id-2"},
            {"session_name": "other"},
            {"session_seconds": 1800},
            {"source_identity": "bob"},
            {"session_tags": {"a": "2"}},
        ]
        keys = {key_of(self.helper.assumed_role_session(one)) for one in (role, *(replace(role, **fields) for fields in other))}
        self.assertEqual(len(other) + 1, len(keys))


class Threads(HelperTestCase):
    def keys_of_threads(self, sessions: list[boto3.Session]) -> set[str]:
        """Of 200 threads, all at once."""
        barrier = Barrier(200)
        credentials = [one.get_credentials() for one in sessions]

        def key(index: int) -> str:
            barrier.wait()
            return credentials[index % len(credentials)].get_frozen_credentials().access_key

        with ThreadPoolExecutor(200) as pool:
            return set(pool.map(key, range(200)))

    def slow_session_at(self, now: datetime) -> None:
        """Lets all threads ask before the first one has its answer."""
        def answer() -> Answer:
            time.sleep(0.2)
            return session(3600, now)

        self.at(now)
        self.aws.on_assume_role = answer

    def test_200_threads_make_one_request_for_each_lifetime(self) -> None:
        sessions = [self.helper.assumed_role_session() for _ in range(5)]
        self.slow_session_at(START)
        (first,) = self.keys_of_threads(sessions)
        self.assertEqual(1, len(self.aws.assumed))
        # early: one thread asks, and the others need not wait for it
        self.slow_session_at(START + timedelta(minutes=56))
        self.assertIn(first, self.keys_of_threads(sessions))
        self.assertEqual(2, len(self.aws.assumed))
        # late: nobody can go on without
        self.slow_session_at(START + timedelta(minutes=116))
        self.assertEqual(1, len(self.keys_of_threads(sessions)))
        self.assertEqual(3, len(self.aws.assumed))


class Renewal(HelperTestCase):
    def test_margins_are_in_proportion_to_the_lifetime(self) -> None:
        cases = {3600: 55 * 60, 1800: 25 * 60, 900: 12.5 * 60, 6: 5}
        for seconds, renewal in cases.items():
            with self.subTest(seconds=seconds):
                self.aws.on_assume_role = lambda seconds=seconds: session(seconds, START)
                self.at(START)
                self.set(READER_SESSION_NAME=f"of-{seconds}")
                one = self.helper.assumed_role_session()
                first = key_of(one)
                self.at(START + timedelta(seconds=renewal - 0.1))
                self.assertEqual(first, key_of(one))
                self.at(START + timedelta(seconds=renewal + 0.1))
                self.aws.on_assume_role = lambda seconds=seconds, renewal=renewal: session(seconds, START + timedelta(seconds=renewal))
                second = key_of(one)
                self.assertNotEqual(first, second)
                self.assertEqual(second, key_of(one))

    def test_a_failed_early_renewal_lets_the_session_go_on_to_its_end(self) -> None:
        self.at(START)
        self.aws.on_assume_role = lambda: session(3600, START)
        one = self.helper.assumed_role_session()
        first = key_of(one)
        self.aws.on_assume_role = lambda: sts_error("AccessDenied", DENIED)
        # another attempt each half minute, not with each call; also in the last seconds
        for minutes, requests in ((55.1, 2), (55.1, 2), (55.5, 2), (55.7, 3), (55.7, 3), (59.99, 4), (59.995, 4)):
            self.at(START + timedelta(minutes=minutes))
            with self.subTest(minutes=minutes):
                if requests > len(self.aws.assumed):
                    with self.assertLogs("cross_account_lambda", "WARNING") as logs:
                        self.assertEqual(first, key_of(one))
                    self.assertIn(f"{READER} cannot be assumed again; its session goes on for ", logs.output[0])
                self.assertEqual(first, key_of(one))
                self.assertEqual(requests, len(self.aws.assumed))
        self.at(START + timedelta(minutes=60, seconds=1))
        with self.assertRaises(self.helper.NotAllowedError), self.assertLogs("botocore.credentials", "WARNING"):
            key_of(one)

    def test_after_a_failed_attempt_the_next_session_has_its_whole_margin(self) -> None:
        self.at(START)
        self.aws.on_assume_role = lambda: session(3600, START)
        one = self.helper.assumed_role_session()
        key_of(one)
        self.aws.on_assume_role = lambda: sts_error("AccessDenied", DENIED)
        self.at(START + timedelta(minutes=59.9))
        with self.assertLogs("cross_account_lambda", "WARNING"):
            key_of(one)
        self.at(START + timedelta(minutes=60))
        self.aws.on_assume_role = lambda: session(3600, START + timedelta(minutes=60))
        self.at(START + timedelta(minutes=60, seconds=1))
        second = key_of(one)
        self.at(START + timedelta(minutes=116))
        self.assertNotEqual(second, key_of(one))


class Refusal(HelperTestCase):
    def setUp(self) -> None:
        super().setUp()
        # botocore tells each failure to the log as well
        quiet = self.assertLogs("botocore.credentials", "WARNING")
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    def test_it_is_explained_and_not_kept(self) -> None:
        self.aws.on_assume_role = lambda: sts_error("AccessDenied", DENIED)
        client = self.helper.assumed_role_client("lambda")
        with self.assertRaises(self.helper.NotAllowedError) as raised:
            client.invoke(FunctionName="orders")
        error = raised.exception
        self.assertEqual(("trust-or-identity", "sts:AssumeRole", READER), (error.half, error.action, error.resource))
        self.assertIsInstance(error.__cause__, ClientError)
        self.assertEqual(["sts"], [sent.service for sent in self.aws.sent])
        self.aws.on_assume_role = session
        client.invoke(FunctionName="orders")
        self.assertEqual(["sts", "sts", "lambda"], [sent.service for sent in self.aws.sent])

    def test_throttling_is_explained(self) -> None:
        self.aws.on_assume_role = lambda: sts_error("Throttling", "Rate exceeded", 400)
        with self.assertRaises(self.helper.ThrottledError) as raised:
            key_of(self.helper.assumed_role_session())
        self.assertEqual("throttled (Throttling). AWS says: Rate exceeded", str(raised.exception))

    def test_another_error_stays_as_it_is(self) -> None:
        self.aws.on_assume_role = lambda: sts_error("ValidationError", "1 validation error detected", 400)
        with self.assertRaises(ClientError) as raised:
            key_of(self.helper.assumed_role_session())
        self.assertEqual("ValidationError", raised.exception.response["Error"]["Code"])


if __name__ == "__main__":
    unittest.main()
