"""What the environment says of a role, and what it lacks."""

import os
import unittest

from support import READER, HelperTestCase

WRITER = "arn:aws:iam::222222222222:role/writer"
SETS_IT = "role.grants.assume(fn) sets it"


class RoleSettings(HelperTestCase):
    def request(self, role: object = None) -> dict[str, str]:
        """What STS is asked."""
        self.helper.assumed_role_session(role).get_credentials().get_frozen_credentials()
        return {name: value for name, value in self.aws.assumed[-1].items() if name not in ("Action", "Version")}

    def message(self, role: object = None) -> str:
        with self.assertRaises(ValueError) as raised:
            self.helper.assumed_role_session(role)
        self.assertEqual([], self.aws.sent)
        return str(raised.exception)

    def test_nothing_is_sent_that_the_role_was_not_given(self) -> None:
        self.set(READER_EXTERNAL_ID="", READER_SESSION_TAGS="")
        self.assertEqual({"RoleArn": READER, "RoleSessionName": "checkout"}, self.request())

    def test_every_variable_is_sent(self) -> None:
        self.set(
            READER_EXTERNAL_ID="id-1",
            READER_SESSION_NAME="reports",
            READER_SESSION_SECONDS="900",
            READER_SOURCE_IDENTITY="alice",
            READER_SESSION_TAGS='{"Project":"reports","Area":"sales"}',
        )
        expected = {
            "RoleArn": READER,
            "ExternalId": "id-1",
            "RoleSessionName": "reports",
            "DurationSeconds": "900",
            "SourceIdentity": "alice",
            "Tags.member.1.Key": "Area",
            "Tags.member.1.Value": "sales",
            "Tags.member.2.Key": "Project",
            "Tags.member.2.Value": "reports",
        }
        self.assertEqual(expected, self.request("READER"))
        role = self.helper.AssumedRole(
            role_arn=WRITER,
            external_id="id-1",
            session_name="reports",
            session_seconds=900,
            source_identity="alice",
            session_tags={"Project": "reports", "Area": "sales"},
        )
        self.assertEqual({**expected, "RoleArn": WRITER}, self.request(role))

    def test_a_role_is_chosen_by_its_prefix(self) -> None:
        self.set(WRITER_ROLE_ARN=WRITER)
        self.assertEqual(WRITER, self.request("WRITER")["RoleArn"])

    def test_the_session_is_named_after_the_function_as_far_as_sts_allows(self) -> None:
        for name, expected in {"a:b/ü": "a-b--", "x": "x-", "y" * 70: "y" * 64}.items():
            with self.subTest(name):
                self.set(AWS_LAMBDA_FUNCTION_NAME=name)
                self.assertEqual(expected, self.request()["RoleSessionName"])

    def test_the_variable_of_web_identities_is_no_role(self) -> None:
        self.set(AWS_ROLE_ARN=WRITER)
        self.assertEqual(READER, self.request()["RoleArn"])

    def test_no_role(self) -> None:
        self.set(READER_ROLE_ARN="")
        self.assertEqual(
            f"no role to assume is in the environment; expected a variable like READER_ROLE_ARN; {SETS_IT}; "
            'or pass role=AssumedRole(role_arn="…")',
            self.message(),
        )

    def test_several_roles(self) -> None:
        self.set(WRITER_ROLE_ARN=WRITER)
        self.assertEqual(
            'no role is named, and the environment has several, got ["READER", "WRITER"]; expected the prefix of one of them; write role="READER"',
            self.message(),
        )

    def test_another_role(self) -> None:
        self.assertEqual(
            f"WRITER_ROLE_ARN is not set; expected the ARN of the role to assume (roles in the environment: READER); {SETS_IT}",
            self.message("WRITER"),
        )
        self.set(READER_ROLE_ARN="")
        self.assertIn("(roles in the environment: none)", self.message("WRITER"))

    def test_no_function(self) -> None:
        del os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.assertEqual(
            "READER_SESSION_NAME is not set, and outside Lambda there is no function name; expected a name for the session, "
            "which CloudTrail shows; set READER_SESSION_NAME or AWS_LAMBDA_FUNCTION_NAME",
            self.message(),
        )
        self.assertIn("session_name is not set, ", self.message(self.helper.AssumedRole(role_arn=READER)))

    def test_invalid_values(self) -> None:
        name = "2 to 64 letters, digits and _+=,.@-"
        cases = {
            "ROLE_ARN": ("reader", "the ARN of a role, arn:aws:iam::222222222222:role/reader"),
            "SESSION_SECONDS": ("1h", "a whole number from 900 to 3600"),
            "SESSION_NAME": ("a b", name),
            "SOURCE_IDENTITY": ("x", name),
        }
        for suffix, (value, expected) in cases.items():
            with self.subTest(suffix):
                before = os.environ.get(f"READER_{suffix}", "")
                self.set(**{f"READER_{suffix}": value})
                self.assertEqual(
                    f'READER_{suffix} is not valid, got "{value}"; expected {expected}; role.grants.assume(fn) sets a valid one',
                    self.message(),
                )
                self.set(**{f"READER_{suffix}": before})

    def test_durations_that_sts_refuses(self) -> None:
        for seconds in (899, 3601, 1000.5, True):
            with self.subTest(seconds=seconds):
                self.assertIn("session_seconds is not valid, got ", self.message(self.helper.AssumedRole(role_arn=READER, session_seconds=seconds)))

    def test_tags_that_are_none(self) -> None:
        for text in ("Project=reports", '["reports"]', '{"Project":1}', "null"):
            with self.subTest(text):
                self.set(READER_SESSION_TAGS=text)
                message = self.message()
                self.assertTrue(message.startswith("READER_SESSION_TAGS is no object of texts, got "), message)
                self.assertTrue(message.endswith('; expected {"Project":"reports"}; role.grants.assume(fn) sets it; do not set it by hand'), message)


if __name__ == "__main__":
    unittest.main()
