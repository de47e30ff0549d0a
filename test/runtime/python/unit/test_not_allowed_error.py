"""What is read from the messages of AWS, and what is made of them."""

import pickle
import unittest

from support import READER, HelperTestCase

SESSION = "arn:aws:sts::111111111111:assumed-role/checkout-role/checkout"
ORDERS = "arn:aws:lambda:eu-west-1:222222222222:function:orders:live"
INVOKE = f"User: {SESSION} is not authorized to perform: lambda:InvokeFunction on resource: {ORDERS}"
ASSUME = f"User: {SESSION} is not authorized to perform: sts:AssumeRole"

#: The forms of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html: half, explicit deny
MESSAGES = {
    f"{INVOKE} because no identity-based policy allows the lambda:InvokeFunction action": ("identity", False),
    f"{INVOKE} because no resource-based policy allows the lambda:InvokeFunction action": ("resource", False),
    f"{INVOKE} because no permissions boundary allows the lambda:InvokeFunction action": ("boundary", False),
    f"{INVOKE} because no session policy allows the lambda:InvokeFunction action": ("session", False),
    f"{INVOKE} because no service control policy allows the lambda:InvokeFunction action": ("service-control-policy", False),
    f"{INVOKE} because no VPC endpoint policy allows the lambda:InvokeFunction action": ("vpc-endpoint", False),
    f"{INVOKE} with an explicit deny in an identity-based policy: arn:aws:iam::111111111111:policy/no": ("identity", True),
    f"{INVOKE} with an explicit deny in a resource-based policy": ("resource", True),
    f"{INVOKE} with an explicit deny in a permissions boundary": ("boundary", True),
    f"{INVOKE} with an explicit deny in a sessions policy": ("session", True),
    f"{INVOKE} with an explicit deny in a service control policy, with policy ARN: arn:aws:organizations::3:policy/p":
        ("service-control-policy", True),
    f"{INVOKE} with an explicit deny in a resource control policy": ("resource-control-policy", True),
    f"{INVOKE} with an explicit deny in a VPC endpoint policy transitively through a service control policy": ("vpc-endpoint", True),
    f"{INVOKE} with an explicit deny": ("unknown", True),
    INVOKE: ("unknown", False),
    f"{ASSUME} on resource: {READER}": ("trust-or-identity", False),
    f"User: {SESSION} is not authorized to perform: sts:TagSession on resource: {READER}": ("trust-or-identity", False),
    f"{ASSUME} because no role trust policy allows the sts:AssumeRole action": ("trust", False),
    f"{ASSUME} with an explicit deny in the role trust policy": ("trust", True),
    f"{ASSUME} on resource: {READER} with an explicit deny": ("unknown", True),
    "Not authorized to perform sts:AssumeRole": ("trust-or-identity", False),
    "Access denied": ("unknown", False),
}

CALLER = f"{SESSION} (account 111111111111)"
#: The beginnings of the texts that people read.
ADVICE = {
    f"{INVOKE} because no identity-based policy allows the lambda:InvokeFunction action":
        f"lambda:InvokeFunction on {ORDERS} is not allowed by the policies of the role behind {CALLER}; "
        "add an Allow there (new CrossAccountInvoker(…) writes them)",
    f"{INVOKE} because no resource-based policy allows the lambda:InvokeFunction action":
        f"lambda:InvokeFunction on {ORDERS} is not allowed by the resource policy of {ORDERS}, in account 222222222222; "
        "add an Allow there (target.grants.invoke(caller) writes it)",
    f"{INVOKE} with an explicit deny in a service control policy":
        f"lambda:InvokeFunction on {ORDERS} is denied by a Deny statement in a service control policy that applies to {CALLER}; "
        "remove or narrow that statement",
    f"{ASSUME} on resource: {READER}":
        f"sts:AssumeRole on {READER} is not allowed by the trust policy of {READER}, in account 222222222222 "
        f"(with the external id, if it asks for one), or the policies of the role behind {CALLER}: STS does not tell which; "
        "add an Allow there (role.grants.assume(fn) writes both)",
    "Access denied":
        "the action is not allowed by one of the policies that apply to the caller or belong to the account that owns it: "
        "AWS does not tell which; add an Allow there (in another account both halves must allow it)",
}


class NotAllowed(HelperTestCase):
    def test_the_half_is_read_from_the_message(self) -> None:
        for message, (half, explicit_deny) in MESSAGES.items():
            with self.subTest(message):
                error = self.helper.NotAllowedError(message)
                self.assertEqual((half, explicit_deny), (error.half, error.explicit_deny))

    def test_who_called_what_is_read_from_the_message(self) -> None:
        cases = {
            INVOKE: ("lambda:InvokeFunction", ORDERS, SESSION),
            # as services wrap and quote it
            f'User: {SESSION} is not authorized\n to perform: lambda:InvokeFunction on resource: "{ORDERS}"':
                ("lambda:InvokeFunction", ORDERS, SESSION),
            "Not authorized to perform sts:AssumeRole": ("sts:AssumeRole", None, None),
            "Access denied": (None, None, None),
        }
        for message, expected in cases.items():
            with self.subTest(message):
                error = self.helper.NotAllowedError(message)
                self.assertEqual(expected, (error.action, error.resource, error.principal))

    def test_the_text_names_the_account_and_keeps_that_of_aws(self) -> None:
        for message, advice in ADVICE.items():
            with self.subTest(message):
                self.assertEqual(f"{advice}. AWS says: {message}", str(self.helper.NotAllowedError(message)))

    def test_errors_can_be_passed_between_processes(self) -> None:
        for error in (
            self.helper.NotAllowedError(INVOKE),
            self.helper.ThrottledError("Rate Exceeded.", "CallerRateLimitExceeded", 2.0),
            self.helper.FunctionError(ORDERS, "KeyError", "'tea'", ["line"]),
            self.helper.PayloadError("too large", "event-too-large"),
        ):
            with self.subTest(type(error).__name__):
                copy = pickle.loads(pickle.dumps(error))
                self.assertEqual((str(error), vars(error)), (str(copy), vars(copy)))


if __name__ == "__main__":
    unittest.main()
